// A poll: composed with a draft, voted on by somebody else, voted on anew, and ended. With scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };
const OPTIONS = ['Before school, 7.30', 'Straight after school', 'Evening, 18.00 to 20.00', 'Online, any time that suits the family and the dog'];

export function polls(name, { javaScript }) {
  const mark = javaScript ? 'polls' : 'polls-without-scripts';
  let ada, bob, draft, path;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  const percents = (visitor) => visitor.page.locator('.post-poll .num').allTextContents();
  const choose = (visitor, option) => visitor.page.getByRole('radio', { name: option }).check();

  journey(name, {
    'a poll is composed': async (world) => {
      await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      await bob.goto('/in/ada-brightwater');
      await bob.press(/^follow\b/i);
      await ada.goto('/feed');
      await ada.fill({ text: 'When do you hold parent meetings?' });
      await ada.press('Poll');
      await ada.at(/^\/feed\/drafts\//);
      const { pathname, hash } = new URL(ada.page.url());
      assert.equal(hash, '#poll');
      draft = pathname;
      await ada.fill({ option_1: OPTIONS[0] });
      if (javaScript) await ada.page.locator('#draft-state', { hasText: 'Saved' }).waitFor();
      await ada.expecting(422, async () => {
        await ada.press(/^post$/i);
        await ada.page.locator('#option_2-error').waitFor();
      });
      await world.look(ada, `${mark}-too-few`);
      await ada.fill({ option_2: OPTIONS[1], option_3: OPTIONS[2], option_4: OPTIONS[3], days: '3' });
      if (javaScript) await ada.page.locator('#draft-state', { hasText: 'Saved' }).waitFor();
      else {
        await ada.press('Save draft');
        await ada.hears('Saved');
      }
      await ada.goto(draft);
      assert.equal(await ada.page.locator('#option_4').inputValue(), OPTIONS[3]);
      await world.look(ada, `${mark}-draft`);
      await ada.press(/^post$/i);
      await ada.at('/feed');
      await ada.sees('3 days left');
      path = await ada.page.locator('.post .when > a').first().getAttribute('href');
    },

    'another votes, and is told what came of it': async (world) => {
      await bob.goto('/feed');
      await bob.sees('When do you hold parent meetings?');
      assert.deepEqual(await percents(bob), []);
      await world.look(bob, `${mark}-before`);
      // The browser does not send a form without a choice.
      await bob.press('Vote');
      assert.deepEqual(await percents(bob), []);
      await choose(bob, OPTIONS[2]);
      await bob.press('Vote');
      await bob.hears('Your vote counts.');
      await bob.at('/feed');
      assert.deepEqual(await percents(bob), ['0%', '0%', '100%', '0%']);
      await bob.page.locator('[data-mine]', { hasText: 'Your vote' }).waitFor();
      const button = bob.page.getByRole('button', { name: 'Change my vote' });
      if (javaScript) assert.ok(await button.evaluate((element) => element === document.activeElement), 'the focus stays');
      await world.look(bob, `${mark}-after`);
    },

    'the author knows no more than others until she votes': async (world) => {
      await ada.goto(path);
      await ada.sees('1 vote');
      assert.deepEqual(await percents(ada), []);
      await choose(ada, OPTIONS[3]);
      await ada.press('Vote');
      await ada.hears('Your vote counts.');
      assert.deepEqual(await percents(ada), ['0%', '0%', '50%', '50%']);
      await world.look(ada, `${mark}-author`);
    },

    'a vote becomes another, by keys': async () => {
      await bob.goto(path);
      await bob.page.getByRole('radio', { name: OPTIONS[2] }).focus();
      await bob.page.keyboard.press('ArrowUp');
      await bob.page.keyboard.press('Enter');
      await bob.hears('Your vote counts.');
      assert.deepEqual(await percents(bob), ['0%', '50%', '0%', '50%']);
    },

    'it is ended, and whoever comes too late is told': async (world) => {
      await bob.goto('/feed');
      await ada.page.getByRole('button', { name: 'More about this post' }).click();
      await ada.follow('End poll');
      await ada.at(`${path}/edit`);
      await world.look(ada, `${mark}-edit`);
      await ada.press('End the poll now');
      await ada.hears('The poll has ended.');
      await ada.at(path);
      await ada.sees('Ended');
      assert.equal(await ada.page.getByRole('radio').count(), 0);
      await choose(bob, OPTIONS[0]);
      await bob.press('Change my vote');
      await bob.page.getByRole('status').getByText('This vote does not count any more.').waitFor();
      await bob.sees('Ended');
      assert.deepEqual(await percents(bob), ['0%', '50%', '0%', '50%']);
      await world.look(bob, `${mark}-ended`);
    },
  });
}
