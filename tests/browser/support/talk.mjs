// Two who talk about a post: comments, replies, reactions, taking back. With scripts and without.
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };

export function talk(name, { javaScript }) {
  const mark = javaScript ? 'talk' : 'talk-without-scripts';
  let operator, ada, bob, path;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  const box = (visitor, label) => visitor.page.getByRole('textbox', { name: label }).first();
  const react = (visitor) => visitor.page.locator('.post-bar .reacting form [aria-pressed]').first();

  journey(name, {
    'one says something': async (world) => {
      operator = await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      await ada.goto('/feed');
      await ada.fill({ text: 'The lock in Terneuzen is **open** again. Who has been through?' });
      await ada.press(/^post$/i);
      await ada.sees('The lock in Terneuzen');
      path = await ada.page.locator('.post .when > a').first().getAttribute('href');
      await bob.goto(path);
      await world.look(bob, `${mark}-nothing-said`);
    },

    'another comments, and is answered': async (world) => {
      await box(bob, 'Add a comment').fill('On *Thursday*, in eleven minutes. It used to take an hour, and nobody knew why.');
      await bob.press('Send');
      await bob.sees('in eleven minutes');
      await bob.sees('1 comment');
      await bob.expecting(422, async () => {
        // The browser does not send an empty field; whoever sends nothing but spaces is told.
        await box(bob, 'Add a comment').fill('   ');
        await bob.press('Send');
        await bob.page.locator('.reply-box .error').waitFor();
      });
      await world.look(bob, `${mark}-nothing`);
      await ada.goto(path);
      await ada.follow('Reply');
      await box(ada, 'Write a reply').fill('Thank you! The lock keeper says it was a seal from 1987.');
      await ada.page.locator('.replying').getByRole('button', { name: 'Send' }).click();
      await ada.sees('a seal from 1987');
      await ada.sees('2 comments');
      await world.look(ada, `${mark}-answered`);
      await bob.goto(path);
      await bob.sees('a seal from 1987');
      await bob.page.locator('.replies').getByRole('link', { name: 'Reply' }).click();
      await box(bob, 'Write a reply').waitFor();
      await world.look(bob, `${mark}-replying`);
    },

    'they react': async (world) => {
      await bob.goto('/in/ada-brightwater/posts');
      await react(bob).click();
      await bob.page.locator('.post-bar [aria-pressed="true"]').first().waitFor();
      await bob.page.locator('.post-bar').getByRole('link', { name: 'Choose a reaction' }).click();
      await bob.page.getByRole('button', { name: 'Insightful' }).waitFor();
      await world.look(bob, `${mark}-choosing`);
      await bob.press('Insightful');
      await bob.page.locator('.post-bar [aria-pressed="true"]').filter({ hasText: 'Insightful' }).waitFor();
      await ada.goto(path);
      await ada.page.locator('.comment').getByRole('button', { name: 'Like' }).first().click();
      await ada.page.locator('.comment [aria-pressed="true"]').waitFor();
      await ada.page.locator('.post-bar').getByRole('link', { name: 'One reaction: see who' }).click();
      await ada.sees('Bob Underhill');
      await world.look(ada, `${mark}-reactions`);
    },

    'what is said is read below a list of posts': async (world) => {
      await bob.goto('/in/ada-brightwater/posts');
      await bob.page.locator('[data-comment]').click();
      await bob.sees('a seal from 1987');
      await world.look(bob, `${mark}-below`);
      if (!javaScript) return;
      await bob.at('/in/ada-brightwater/posts');
      await box(bob, 'Add a comment').fill('Still open today.');
      await bob.press('Send');
      await bob.sees('Still open today.');
      await bob.sees('3 comments');
    },

    'it is edited, taken back, and brought back': async (world) => {
      await bob.goto(path);
      const first = bob.page.locator('.comment').filter({ hasText: 'in eleven minutes' });
      await first.getByRole('link', { name: 'Edit' }).click();
      await bob.page.getByRole('heading', { name: 'Edit comment' }).waitFor();
      await world.look(bob, `${mark}-edit`);
      await bob.fill({ text: 'On Thursday, in twelve minutes.' });
      await bob.press('Save');
      await bob.sees('in twelve minutes');
      await world.look(bob, `${mark}-linked`);
      await bob.page
        .locator('.comment')
        .filter({ hasText: 'in twelve minutes' })
        .getByRole('button', { name: 'Delete' })
        .click();
      await bob.hears('Comment deleted.');
      await bob.sees('This comment was deleted by its author.');
      await world.look(bob, `${mark}-deleted`);
      await bob.page.getByRole('button', { name: 'Undo' }).click();
      await bob.sees('in twelve minutes');
    },

    'the author closes the comments': async (world) => {
      await ada.goto(`${path}/edit`);
      await ada.fill({ commenters: 'nobody' });
      await ada.press('Save');
      await bob.goto(path);
      await bob.sees('Ada Brightwater has closed the comments to this post.');
      await world.look(bob, `${mark}-closed`);
    },

    'the operator adds a reaction': async (world) => {
      await operator.goto('/admin/reactions');
      await operator.fill({ sign: '🙏', name: 'Thank you' });
      await operator.press('Add a reaction');
      await operator.sees('Thank you');
      await world.look(operator, `${mark}-operator`);
    },
  });
}
