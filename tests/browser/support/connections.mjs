// Two who meet: invited, found, accepted, ended; and what somebody finds who asks too much. With scripts and without.
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };
const EVE = { name: 'Eve Longlast', email: 'eve@example.org', password: 'soft green motorcar' };
const NOTE = 'We shared a watch on the lock in Terneuzen.\nMay I ask you two questions?';

export function connections(name, { javaScript }) {
  const mark = javaScript ? 'network' : 'network-without-scripts';
  let ada, bob, eve;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  /** Does what stands in the menu of somebody's profile. */
  async function fromMenu(visitor, handle, what) {
    await visitor.goto(`/in/${handle}`);
    await visitor.press(/more about/i);
    await what();
  }

  journey(name, {
    'three people join': async (world) => {
      await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      eve = await arrive(world, EVE);
      await ada.goto('/mynetwork');
      // Scripts fetch those one may know; without them a link leads there.
      if (javaScript) await ada.page.locator('.person-card').first().waitFor();
      await world.look(ada, `${mark}-empty`);
      await ada.page.locator('a[href="/mynetwork/suggestions"]').click();
      await ada.at('/mynetwork/suggestions');
      await ada.sees('Eve Longlast');
      await world.look(ada, `${mark}-suggestions`);
      await ada.press('Do not suggest Eve Longlast');
      await ada.hears('They are not suggested to you any more.');
      await ada.page.getByRole('button', { name: 'Undo' }).click();
      await ada.sees('Eve Longlast');
      await ada.goto('/mynetwork/invitations/sent');
      await world.look(ada, `${mark}-sent-empty`);
    },

    'one invites another with a note': async (world) => {
      await ada.goto('/in/bob-underhill');
      await world.look(ada, `${mark}-stranger`);
      await fromMenu(ada, 'bob-underhill', () => ada.follow('Invite with a note'));
      await ada.at('/in/bob-underhill/connect');
      await world.look(ada, `${mark}-connect`);
      await ada.fill({ note: NOTE });
      await ada.press('Send invitation');
      await ada.at('/in/bob-underhill');
      await ada.sees('Invitation sent');
      await world.look(ada, `${mark}-invited`);
      await eve.goto('/in/bob-underhill');
      await eve.press('Connect');
      await eve.sees('Invitation sent');
    },

    'who finds it, with a number in the navigation': async (world) => {
      await bob.goto('/feed');
      await bob.page.locator('.topbar a[href="/mynetwork"] .count').filter({ hasText: '2' }).waitFor();
      await bob.follow(/^network/i, bob.page.locator('.topbar'));
      await bob.at('/mynetwork');
      await bob.sees('2 invitations');
      await bob.sees('We shared a watch');
      if (javaScript) await bob.page.locator('.person-card').first().waitFor();
      await world.look(bob, `${mark}-hub`);
      await bob.follow('All of them');
      await bob.at('/mynetwork/invitations/received');
      await world.look(bob, `${mark}-received`);
      await bob.goto('/in/ada-brightwater');
      await bob.sees('Ada Brightwater wants to connect with you.');
      await world.look(bob, `${mark}-wanted`);
    },

    'ignores one, thinks better of it, and accepts both': async (world) => {
      await bob.press('Ignore');
      await bob.hears('Ignored. They are not told.');
      await world.look(bob, `${mark}-ignored`);
      await bob.page.getByRole('button', { name: 'Undo' }).click();
      await bob.sees('Ada Brightwater wants to connect with you.');
      await bob.goto('/mynetwork/invitations/received');
      for (const box of await bob.page.getByRole('checkbox').all()) await box.check();
      await bob.page.locator('#several').getByRole('button', { name: 'Accept' }).click();
      await bob.hears('You are connected with them.');
      await bob.goto('/mynetwork/connections');
      await bob.sees('Eve Longlast');
      await world.look(bob, `${mark}-connections`);
      await bob.goto('/mynetwork');
      if (javaScript) await bob.page.locator('.person-card').first().waitFor();
      await world.look(bob, `${mark}-hub-connected`);
    },

    'each stands in the list of the other, whose connections may see it': async (world) => {
      await ada.goto('/in/bob-underhill');
      await ada.sees('Connected');
      await ada.page.locator('h1 .degree[data-degree="1"]').waitFor();
      await world.look(ada, `${mark}-connected`);
      await ada.goto('/in/eve-longlast');
      await ada.sees('Mutual connections: Bob Underhill');
      await world.look(ada, `${mark}-second`);
      await ada.goto('/in/bob-underhill');
      await ada.follow('2 connections');
      await ada.at('/in/bob-underhill/connections');
      await ada.sees('Eve Longlast');
      await world.look(ada, `${mark}-theirs`);
    },

    'one asks whom both know for an introduction, which arrives with a good word': async (world) => {
      await fromMenu(ada, 'eve-longlast', () => ada.follow('Ask for an introduction'));
      await ada.at('/in/eve-longlast/introduce');
      await world.look(ada, `${mark}-introduce`);
      await ada.fill({ note: 'You both keep bees, I hear.' });
      await ada.press('Ask');
      await ada.hears(/you will see it as your invitation/i);
      await bob.goto('/mynetwork');
      await bob.sees('You both keep bees');
      if (javaScript) await bob.page.locator('.person-card, .section-lg p').first().waitFor();
      await world.look(bob, `${mark}-hub-asked`);
      await bob.follow('All introductions');
      await bob.at('/mynetwork/introductions');
      await world.look(bob, `${mark}-introductions`);
      await bob.press(/not now.*ada brightwater/i);
      await bob.hears('Left at that. Nobody is told.');
      await ada.goto('/mynetwork/introductions');
      await ada.sees('Eve Longlast');
      await world.look(ada, `${mark}-introductions-asked`);
      await bob.page.getByRole('button', { name: 'Undo' }).click();
      await bob.fill({ words: 'She mends everything, hives too.' });
      await bob.press(/introduce.*ada brightwater/i);
      await bob.hears('You have introduced them.');
      await bob.sees('Nobody has asked you to introduce them.');
      await eve.goto('/mynetwork/invitations/received');
      await eve.sees('She mends everything');
      await world.look(eve, `${mark}-introduced`);
      await eve.press('Ignore');
      await eve.hears('Ignored. They are not told.');
    },

    'one keeps a note, labels and a reminder about another': async (world) => {
      await fromMenu(bob, 'eve-longlast', () => bob.follow('Notes and labels'));
      await bob.sees('Only you see this.');
      await world.look(bob, `${mark}-contact`);
      await bob.fill({ note: 'Met at the lock.\nLikes long walks.', labels: 'rowing club, mentor' });
      await bob.page.getByLabel('Remind me to keep in touch').selectOption('month');
      await bob.press('Save');
      await bob.at('/mynetwork/connections');
      await bob.sees('Met at the lock.');
      await world.look(bob, `${mark}-connections-kept`);
      await bob.follow(/rowing club/);
      await bob.sees('All connections');
      await world.look(bob, `${mark}-connections-label`);
    },

    'who connects follows, and can stop': async (world) => {
      await ada.goto('/in/eve-longlast');
      await ada.press(/^follow\b.*eve longlast$/i);
      await ada.hears('You follow them now.');
      await ada.page.getByRole('button', { name: /^following\b.*eve longlast$/i, pressed: true }).waitFor();
      await world.look(ada, `${mark}-following-one`);
      await ada.goto('/mynetwork/following');
      await ada.sees('Bob Underhill');
      await world.look(ada, `${mark}-following`);
      await ada.press(/^following.*bob underhill/i);
      await ada.hears('You no longer follow them. They are not told.');
      await eve.goto('/mynetwork/followers');
      await eve.sees('Ada Brightwater');
      await world.look(eve, `${mark}-followers`);
      await eve.page.getByRole('button', { name: 'More about Ada Brightwater' }).click();
      await eve.press('Remove follower');
      await eve.hears('They no longer follow you. They are not told.');
    },

    ...(javaScript && {
      'to follow shows at once, and turns back if it could not be done': async (world) => {
        const path = '**/mynetwork/people/*/follow';
        const button = (name, pressed) => ada.page.getByRole('button', { name, pressed }).waitFor();
        await ada.goto('/in/eve-longlast');
        let answer;
        const asked = new Promise((resolve) => (answer = resolve));
        await ada.page.route(path, async (route) => answer(route));
        await ada.press(/^follow\b.*eve longlast$/i);
        const route = await asked;
        await button(/^following\b.*eve longlast$/i, true);
        await route.abort('aborted');
        await button(/^follow\b.*eve longlast$/i, false);
        await ada.hears(/try again/i);
        await ada.page.unroute(path);
        await ada.press(/^follow\b.*eve longlast$/i);
        await ada.hears('You follow them now.');
        // Whoever goes on by keyboard is where they were.
        await ada.page.locator('.toggle[aria-pressed="true"]:focus').waitFor();
        await ada.press(/^following\b.*eve longlast$/i);
        await button(/^follow\b.*eve longlast$/i, false);
        await ada.hears('You no longer follow them. They are not told.');
      },
    }),

    'one endorses a skill of the other, who hides it, and it is taken back': async (world) => {
      await bob.goto('/in/bob-underhill/edit/skills/new');
      await bob.fill({ title: 'Lock keeping' });
      await bob.page.locator('.entry-form').getByRole('button', { name: 'Save' }).click();
      await bob.hears('Saved');
      await ada.goto('/in/bob-underhill');
      await ada.press('Endorse Lock keeping');
      await ada.hears('Endorsed.');
      await ada.page.getByRole('button', { name: 'Endorsed: Lock keeping' }).waitFor();
      // What is swapped in keeps the focus where it was.
      if (javaScript) await ada.page.locator('[id^="endorse-"]:focus').waitFor();
      await world.look(ada, `${mark}-endorsed`);
      await ada.follow('One endorsement');
      await ada.at(/^\/in\/bob-underhill\/skills\/\w+\/endorsers$/);
      await ada.sees('Ada Brightwater');
      await world.look(ada, `${mark}-endorsers`);
      await bob.goto('/in/bob-underhill');
      await bob.follow('One endorsement');
      await bob.press('Hide Ada Brightwater');
      await bob.hears('Hidden. They are not told.');
      await bob.page.getByRole('button', { name: 'Show Ada Brightwater' }).waitFor();
      await world.look(bob, `${mark}-endorser-hidden`);
      await ada.goto('/in/bob-underhill');
      await ada.sees('One endorsement');
      await ada.press('Endorsed: Lock keeping');
      await ada.hears('Taken back. They are not told.');
      await ada.page.getByRole('button', { name: 'Endorse Lock keeping' }).waitFor();
    },

    'one ends it, and the other is told nothing': async (world) => {
      await bob.goto('/mynetwork/connections');
      await bob.page.getByRole('button', { name: 'More about Ada Brightwater' }).click();
      await bob.press('Remove connection');
      await bob.hears('Connection removed. They are not told.');
      await ada.goto('/in/bob-underhill');
      await ada.page.getByRole('button', { name: 'Connect' }).waitFor();
      await ada.expecting(404, () => ada.goto('/in/bob-underhill/connections'));
      await ada.goto('/in/bob-underhill');
      await ada.press('Connect');
      await ada.sees('Invitation sent');
      await fromMenu(ada, 'bob-underhill', () => ada.press('Withdraw invitation'));
      await ada.hears('Invitation withdrawn.');
      await ada.expecting(422, async () => {
        await ada.press('Connect');
        await ada.sees(/you can invite them again from/i);
      });
      await world.look(ada, `${mark}-too-soon`);
    },

    'somebody lets nobody in, and a blocked person finds every door closed': async (world) => {
      await bob.goto('/settings/connections');
      await world.look(bob, `${mark}-settings`);
      await bob.fill({ door: 'email', list: 'members' });
      await bob.press('Save');
      await bob.hears('Saved');
      await ada.goto('/in/bob-underhill/connect');
      await world.look(ada, `${mark}-by-email`);
      await bob.goto('/in/eve-longlast/block');
      await bob.press('Block');
      await bob.at('/settings/blocked');
      for (const door of ['', '/connect', '/connections']) {
        await eve.expecting(404, () => eve.goto(`/in/bob-underhill${door}`));
      }
      await eve.goto('/mynetwork/connections');
      await eve.sees('No connections yet');
      await eve.goto('/mynetwork/invitations/sent');
      await eve.sees('No invitation waits');
    },
  });
}
