// Three who pass on what one says: reposted, quoted, taken out of a quote again. With scripts and without.
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };
const CYD = { name: 'Cyd Featherstonehaugh', email: 'cyd@example.org', password: 'slow copper tandem' };

export function passing(name, { javaScript }) {
  const mark = javaScript ? 'passing' : 'passing-without-scripts';
  let ada, bob, cyd;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  const menu = (visitor) => visitor.page.locator('.passing button[popovertarget]').first().click();

  journey(name, {
    'one says something, and one follows another': async (world) => {
      await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      cyd = await arrive(world, CYD);
      await cyd.goto('/in/bob-underhill');
      await cyd.press(/^follow\b/i);
      await cyd.hears('You follow them now.');
      await ada.goto('/feed');
      await ada.fill({ text: 'The ferry runs **every twenty minutes** from Monday. #ferry' });
      await ada.press(/^post$/i);
      await ada.hears('Posted.');
    },

    'it is reposted, and seen by those who follow whoever did': async (world) => {
      await bob.goto('/in/ada-brightwater/posts');
      await menu(bob);
      await world.look(bob, `${mark}-menu`);
      await bob.page.locator('.passing .menu').getByRole('button', { name: 'Repost' }).click();
      await bob.hears('Reposted: whoever follows you sees it.');
      await bob.page.locator('.passing [data-done]').waitFor();
      await cyd.goto('/feed');
      await cyd.sees('reposted this');
      await cyd.sees('every twenty minutes');
      await world.look(cyd, `${mark}-feed`);
      await menu(cyd);
      await cyd.follow('One repost: see who');
      await cyd.sees('Bob Underhill');
      await world.look(cyd, `${mark}-people`);
      await menu(bob);
      await bob.press('Undo repost');
      await bob.hears('Repost taken back.');
      await cyd.goto('/feed');
      await cyd.sees('Nothing here yet');
    },

    'it is quoted, and what was typed is kept when it cannot be': async (world) => {
      await menu(bob);
      await bob.follow('Quote');
      await bob.page.getByRole('heading', { name: 'Quote a post' }).waitFor();
      await world.look(bob, `${mark}-quote`);
      await bob.fill({ text: 'I read the timetable so that you need not: the last one leaves at ten.' });
      await bob.press(/^post$/i);
      await bob.hears('Posted.');
      await bob.page.locator('.quote .quote-text strong').waitFor();
      await cyd.goto('/feed');
      await cyd.sees('the last one leaves at ten');
      await world.look(cyd, `${mark}-quoted`);
      await ada.goto('/feed');
      await menu(ada);
      await ada.follow('Quoted once');
      await ada.sees('the last one leaves at ten');
      await world.look(ada, `${mark}-quotes`);
    },

    'its author takes it out, and puts it back': async (world) => {
      await ada.page.getByRole('button', { name: 'More about this post' }).first().click();
      await ada.press('Take my post out of this one');
      await ada.hears('Your post is no longer shown there.');
      await cyd.goto('/feed');
      await cyd.sees('The author of the quoted post has taken it out.');
      await world.look(cyd, `${mark}-taken-out`);
      await ada.page.getByRole('button', { name: 'Undo' }).click();
      await cyd.goto('/feed');
      await cyd.page.locator('.quote .quote-text strong').waitFor();
    },

    'who may pass it on is chosen with the post': async (world) => {
      await ada.goto('/feed');
      await ada.page.getByRole('button', { name: 'More settings' }).click();
      await world.look(ada, `${mark}-settings`);
      await ada.fill({ sharing: 'nobody', text: 'For you alone to read.' });
      await ada.press(/^post$/i);
      await ada.hears('Posted.');
      await bob.goto('/in/ada-brightwater/posts');
      await bob.sees('For you alone to read.');
      if ((await bob.page.locator('.post').first().locator('.passing button').count()) > 0) throw new Error('something to press');
    },
  });
}
