// Two who say something: written, read, edited, taken back, found by a hashtag. With scripts and without.
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };
const LONG = `The lock in Terneuzen is **open** again, thanks to @bob-underhill.

- the gates were hung on Tuesday
- the pumps ran on Wednesday
- the first barge went through on Thursday, and nobody had to wait for longer than it takes to boil an egg

What I learned: measure twice, and ask the lock keeper before anybody else. He knew where the draft came from, and had
known it since 1987. #locks #Brücken`;

export function posts(name, { javaScript }) {
  const mark = javaScript ? 'posts' : 'posts-without-scripts';
  let ada, bob;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  const menu = (visitor) => visitor.page.getByRole('button', { name: 'More about this post' }).first().click();

  journey(name, {
    'two people join, and home has nothing yet': async (world) => {
      await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      await bob.goto('/in/ada-brightwater');
      await bob.press(/^follow\b/i);
      await bob.hears('You follow them now.');
      await bob.goto('/feed');
      await bob.sees('Nothing here yet');
      await world.look(bob, `${mark}-empty`);
    },

    'one says something, which the other reads': async (world) => {
      await ada.goto('/feed');
      await ada.expecting(422, async () => {
        await ada.press(/^post$/i);
        await ada.page.locator('#text-error').waitFor();
      });
      await world.look(ada, `${mark}-nothing`);
      await ada.fill({ text: LONG });
      await ada.press(/^post$/i);
      await ada.hears('Posted.');
      await ada.sees('The lock in Terneuzen');
      await world.look(ada, `${mark}-posted`);
      await bob.goto('/feed');
      await bob.sees('The lock in Terneuzen');
      await world.look(bob, `${mark}-feed`);
      await bob.follow('Read on');
      await bob.at(/^\/feed\/post\//);
      await bob.sees('known it since 1987');
      await world.look(bob, `${mark}-post`);
      await bob.press('Save this post');
      await bob.hears('Saved. Only you see this.');
      await bob.page.locator('.post-bar [aria-pressed="true"]').waitFor();
      await bob.follow('#Brücken');
      await bob.at('/tag/br%C3%BCcken');
      await bob.sees('The lock in Terneuzen');
      await world.look(bob, `${mark}-tag`);
      await bob.goto('/in/ada-brightwater');
      await bob.follow('Posts');
      await bob.at('/in/ada-brightwater/posts');
      await world.look(bob, `${mark}-of-one`);
      await bob.goto('/saved');
      await bob.sees('The lock in Terneuzen');
      await world.look(bob, `${mark}-saved`);
    },

    'it is edited, and says so': async (world) => {
      await ada.goto('/in/ada-brightwater/posts');
      await menu(ada);
      await world.look(ada, `${mark}-menu`);
      await ada.follow(/^edit$/i);
      await ada.page.getByRole('heading', { name: 'Edit post' }).waitFor();
      await world.look(ada, `${mark}-edit`);
      await ada.fill({ text: 'The lock is open. #locks' });
      await ada.press('Save');
      await ada.hears('Saved');
      await bob.goto('/feed');
      await bob.sees('The lock is open.');
      await bob.follow('Edited');
      await bob.sees('known it since 1987');
      await world.look(bob, `${mark}-history`);
    },

    'it is kept to connections, then taken back and brought back': async () => {
      await ada.goto('/in/ada-brightwater/posts');
      await menu(ada);
      await ada.follow(/^edit$/i);
      await ada.fill({ audience: 'connections' });
      await ada.press('Save');
      await ada.hears('Saved');
      await bob.goto('/feed');
      await bob.sees('Nothing here yet');
      await menu(ada);
      await ada.press('Delete');
      await ada.at('/feed');
      await ada.hears('Post deleted.');
      await ada.sees('Nothing here yet');
      await ada.page.getByRole('button', { name: 'Undo' }).click();
      await ada.sees('The lock is open.');
    },
  });
}
