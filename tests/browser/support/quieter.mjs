// Somebody who wants to see less: hides a post, mutes people and words, takes a mention away; and reports a post that the
// operator takes down. With scripts and without.
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };

export function quieter(name, { javaScript }) {
  const mark = javaScript ? 'quieter' : 'quieter-without-scripts';
  let operator, ada, bob;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  async function say(text) {
    await bob.goto('/feed');
    await bob.fill({ text });
    await bob.press(/^post$/i);
    await bob.hears('Posted.');
  }

  const menu = (visitor, text) =>
    visitor.page.getByRole('article').filter({ hasText: text }).first().getByRole('button', { name: 'More about this post' }).click();
  const gone = (visitor, text) => visitor.page.getByText(text).first().waitFor({ state: 'detached' });

  journey(name, {
    'one follows another, who says a lot': async (world) => {
      operator = await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      await ada.goto('/in/bob-underhill');
      await ada.press(/^follow\b/i);
      await ada.hears('You follow them now.');
      for (const text of ['Ferry crypto, the coin of the sea', 'Dull minutes of a dull meeting', 'Ask @ada-brightwater about berths', 'Go away, all of you'])
        await say(text);
    },

    'a post is hidden, brought back, and hidden': async (world) => {
      await ada.goto('/feed');
      await menu(ada, 'Dull minutes');
      await world.look(ada, `${mark}-menu`);
      await ada.press('Not interested');
      await ada.hears(javaScript ? 'You do not see this post by Bob Underhill on your home page any more.' : 'Hidden from your home page.');
      await gone(ada, 'Dull minutes');
      await world.look(ada, `${mark}-hidden`);
      await ada.page.getByRole('button', { name: 'Undo' }).first().click();
      await ada.sees('Dull minutes');
      await menu(ada, 'Dull minutes');
      await ada.press('Not interested');
      await gone(ada, 'Dull minutes');
      await ada.goto('/settings/muted/posts');
      await ada.sees('Dull minutes');
      await world.look(ada, `${mark}-posts`);
    },

    'a word and a hashtag are muted': async (world) => {
      await ada.follow('Words and people');
      await ada.at('/settings/muted');
      await world.look(ada, `${mark}-nothing`);
      await ada.expecting(422, async () => {
        await ada.page.locator('#term').fill('\u200b');
        await ada.press(/^mute$/i);
        await ada.page.locator('#term-error').waitFor();
      });
      await world.look(ada, `${mark}-refused`);
      for (const term of ['CRYPTO', '#hustle']) {
        await ada.page.locator('#term').fill(term);
        await ada.press(/^mute$/i);
        await ada.hears('Muted. Posts with it do not show on your home page.');
      }
      await ada.goto('/feed');
      await ada.sees('Go away, all of you');
      await gone(ada, 'the coin of the sea');
    },

    'a mention is taken away': async (world) => {
      await menu(ada, 'about berths');
      await ada.press('Remove my mention');
      await ada.at(/^\/feed\/post\//);
      await ada.hears('Your mention is gone.');
      await world.look(ada, `${mark}-untagged`);
      if ((await ada.page.locator('.post-text a').count()) > 0) throw new Error('it is a link still');
    },

    'a post is reported and taken down': async (world) => {
      await ada.goto('/feed');
      await menu(ada, 'Go away');
      await ada.follow('Report post');
      await ada.sees('Report a post by Bob Underhill');
      await world.look(ada, `${mark}-report`);
      await ada.fill({ category: 'harassment' });
      await ada.press('Send report');
      await ada.at('/settings/reports');
      await world.look(ada, `${mark}-reported`);
      await operator.goto('/admin/reports');
      await world.look(operator, `${mark}-queue`);
      await operator.follow(/look at it/i);
      await operator.sees('text: Go away, all of you');
      await world.look(operator, `${mark}-decide`);
      await operator.fill({ reason: 'We are kind here' });
      await operator.press(/^take down$/i);
      await operator.at('/admin/reports');
      await ada.goto('/feed');
      await gone(ada, 'Go away');
    },

    'a comment has a menu of its own': async (world) => {
      await ada.goto('/in/bob-underhill/posts');
      await ada.page.locator('.post .when > a').first().click();
      const path = new URL(ada.page.url()).pathname;
      await ada.fill({ text: 'Which berths?' });
      await ada.press(/^send$/i);
      await ada.sees('Which berths?');
      await bob.goto(path);
      await bob.press('More about this comment');
      await world.look(bob, `${mark}-comment`);
      await bob.follow('Report comment');
      await bob.sees('Report a comment by Ada Brightwater');
    },

    'whoever says too much is snoozed': async (world) => {
      await ada.goto('/feed');
      await menu(ada, 'about berths');
      await ada.press('Snooze Bob Underhill for 30 days');
      await ada.hears('Snoozed. Your home page shows nothing they post for 30 days.');
      await gone(ada, 'about berths');
      await ada.goto('/settings/muted');
      await ada.sees('Snoozed until');
      await world.look(ada, `${mark}-list`);
      await ada.press(/unmute ?: bob underhill/i);
      await ada.hears('Your home page shows what they post again.');
      await ada.goto('/feed');
      await ada.sees('about berths');
    },
  });
}
