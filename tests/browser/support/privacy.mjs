// Who sees what, who looked, and what somebody is open to; walked with scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const BEN = { name: 'Ben Breakwater', email: 'ben@example.org', password: 'nine rusty anchors' };
const HOME = '/in/olive-operator';

/** `look` prefixes the names of the pictures. */
export function privacy(name, { javaScript, look }) {
  const seen = (what) => `${look}${what}`;
  let olive, ben;

  /** The same person in a browser that runs no scripts, if this is how the journey is walked. */
  const plain = async (world, founder) => {
    if (javaScript) return founder;
    const visitor = await world.visitor({ javaScript });
    await visitor.context.addCookies(await founder.context.cookies());
    return visitor;
  };

  const save = async (visitor) => {
    await visitor.press('Save');
    await visitor.hears('Saved');
  };

  journey(name, {
    'two people are there': async (world) => {
      const founder = await community(world);
      ben = await world.visitor({ javaScript });
      await ben.goto('/join');
      await join(world, ben, BEN);
      olive = await plain(world, founder);
    },

    'who looks in private is counted and not named, and learns no names': async (world) => {
      await ben.goto(HOME);
      await ben.goto(HOME);
      await olive.goto(HOME);
      const card = olive.page.getByRole('region', { name: '1 profile view this week' });
      await card.getByText('1 of them in private').waitFor();
      await card.getByRole('link', { name: 'All', exact: true }).click();
      await olive.at('/dashboard/profile-views');
      await olive.sees('You look at profiles in private.');
      assert.equal(await olive.page.getByText('Ben Breakwater').count(), 0);
      await world.look(olive, seen('views-in-private'));
    },

    'both choose to be named, from then on': async (world) => {
      for (const visitor of [olive, ben]) {
        await visitor.goto('/settings/privacy');
        await visitor.fill({ viewing_mode: 'full' });
        await save(visitor);
      }
      await world.look(olive, seen('privacy'));
      await ben.goto(HOME);
      await olive.goto('/dashboard/profile-views');
      // The day's view was made in private, and stays so.
      await olive.sees('Nobody yet who wanted to be known.');
      assert.equal(await olive.page.getByText('Ben Breakwater').count(), 0);
      await world.look(olive, seen('views'));
      await olive.goto('/in/ben-breakwater');
      await ben.goto('/dashboard/profile-views');
      await ben.sees('Olive Operator');
      await world.look(ben, seen('views-by-name'));
      await ben.goto('/in/ben-breakwater');
      const card = ben.page.getByRole('region', { name: '1 profile view this week' });
      await card.getByRole('link', { name: 'Olive Operator', exact: true }).waitFor();
      await world.look(ben, seen('views-beside-the-profile'));
    },

    'what is chosen on one page holds for all, and is seen through the eyes of others': async (world) => {
      await olive.goto(`${HOME}/edit`);
      await olive.fill({ headline: 'Keeps the harbour', about: 'Notes on the quay' });
      await olive.press('Save');
      await olive.at(HOME);
      await olive.goto('/settings/privacy');
      await olive.fill({ about_audience: 'connections', headline_audience: 'only-me' });
      await save(olive);
      await olive.goto(`${HOME}/edit`);
      assert.equal(await olive.page.locator('[name="about_audience"]').inputValue(), 'connections');
      await olive.goto(HOME);
      await olive.follow('Connection');
      await olive.at(/as=connection/);
      await olive.sees('Notes on the quay');
      assert.equal(await olive.page.getByRole('main').getByText('Keeps the harbour').count(), 0);
      await world.look(olive, seen('profile-as-connection'));
      await olive.follow('Member');
      await olive.at(/as=member/);
      assert.equal(await olive.page.getByText('Notes on the quay').count(), 0);
      await ben.goto(HOME);
      assert.equal(await ben.page.getByText('Notes on the quay').count(), 0);
    },

    'what somebody is open to shows beside their name until they end it': async (world) => {
      await olive.goto('/settings/open-to');
      await world.look(olive, seen('open-to'));
      await olive.page.locator('[name="work_line"]').fill('Second mate, from March');
      await olive.page.getByRole('button', { name: 'Show it' }).first().click();
      await olive.hears('Saved');
      await olive.sees(/Shown until/);
      await world.look(olive, seen('open-to-work'));
      await ben.goto(HOME);
      await ben.sees('Open to work');
      await ben.sees('Second mate, from March');
      await world.look(ben, seen('profile-open-to-work'));
      await ben.goto('/people');
      await ben.sees('Open to work');
      await olive.press('End');
      await olive.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
      await olive.sees(/Shown until/);
      await olive.press('End');
      await ben.goto(HOME);
      assert.equal(await ben.page.getByText('Open to work').count(), 0);
    },
  });
}
