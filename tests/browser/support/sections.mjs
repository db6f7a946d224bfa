// What a person does with the sections of their profile, and what others see of them; walked with scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const BEN = { name: 'Ben Breakwater', email: 'ben@example.org', password: 'nine rusty anchors' };
const HOME = '/in/olive-operator';

/** `look` prefixes the names of the pictures. */
export function sections(name, { javaScript, look }) {
  const seen = (what) => `${look}${what}`;
  let olive, ben;

  /** The titles in the workshop, from top to bottom. */
  const titles = () => olive.page.locator('.entry-line .b').allInnerTexts();

  /** Waits until the workshop shows these titles in this order. */
  const stand = async (expected) => {
    await olive.page.waitForFunction(
      (wanted) => [...document.querySelectorAll('.entry-line .b')].map((e) => e.innerText).join('|') === wanted,
      expected.join('|'),
      { polling: 100 },
    ).catch(async () => assert.deepEqual(await titles(), expected));
  };

  const form = () => olive.page.locator('.entry-form');

  const add = async (section, button, fields) => {
    await olive.goto(`${HOME}/edit/${section}`);
    await olive.page.getByRole('main').getByRole('link', { name: button }).first().click();
    await form().waitFor();
    await olive.fill(fields);
    await form().getByRole('button', { name: 'Save' }).click();
    await form().waitFor({ state: 'detached' });
    await olive.hears('Saved');
  };

  journey(name, {
    'a community is founded': async (world) => {
      const founder = await community(world);
      olive = founder;
      if (javaScript) return;
      // The same person in a browser that runs no scripts.
      const cookies = await founder.context.cookies();
      olive = await world.visitor({ javaScript });
      await olive.context.addCookies(cookies);
    },

    'an empty profile offers what could stand in it, and the next step': async (world) => {
      await olive.goto(HOME);
      await olive.sees('Your next step');
      await olive.sees('Add to your profile');
      await world.look(olive, seen('profile-empty'));
      await olive.page.getByRole('main').getByRole('link', { name: 'Experience', exact: true }).click();
      await olive.at(`${HOME}/edit/experience/new`);
      await world.look(olive, seen('experience-new'));
    },

    'a position with mistakes is refused and keeps what was typed': async (world) => {
      await olive.fill({ title: 'Harbour master', organisation: 'Delta & Strand', start_year: '2021', start_month: '5', end_year: '2019' });
      await olive.expecting(422, async () => {
        await form().getByRole('button', { name: 'Save' }).click();
        await olive.page.locator('#errors').waitFor();
      });
      assert.equal(await olive.page.locator('[name="title"]').inputValue(), 'Harbour master');
      await olive.sees('It cannot end before it began.');
      await world.look(olive, seen('experience-refused'));
      await olive.fill({ is_current: true, is_listed: true, choice: 'full-time', location: 'Bergen' });
      if (javaScript) assert.ok(await olive.page.locator('[name="end_year"]').isHidden(), 'what goes on has no end');
      await form().getByRole('button', { name: 'Save' }).click();
      await form().waitFor({ state: 'detached' });
      await olive.hears('Saved');
      await stand(['Harbour master']);
    },

    'an employer that is known is offered': async (world) => {
      await olive.goto(`${HOME}/edit/experience/new`);
      await olive.fill({ title: 'Pilot', start_year: '2015', end_year: '2021', end_month: '5', start_month: '2' });
      if (javaScript) {
        await olive.page.locator('[name="organisation"]').pressSequentially('delta');
        await olive.page.getByLabel('Delta & Strand', { exact: true }).check();
        await world.look(olive, seen('experience-offered'));
      }
      await olive.fill({ organisation: 'delta & strand', summary: 'Ships in **fog**.', points: '- 300 ships\n- no scratch' });
      await form().getByRole('button', { name: 'Save' }).click();
      await form().waitFor({ state: 'detached' });
      await stand(['Harbour master', 'Pilot']);
      await world.look(olive, seen('experience'));
    },

    'the other sections are filled': async () => {
      await add('education', 'Add a school', { organisation: 'Bergen Nautical School', title: 'Master mariner', start_year: '2008', end_year: '2012' });
      for (const title of ['Pilotage', 'Fog', 'Knots', 'Norwegian law']) await add('skills', 'Add a skill', { title });
      await add('languages', 'Add a language', { title: 'Norwegian', choice: 'native' });
      await add('licences', 'Add a licence', { title: 'Pilot, class 1', organisation: 'Coastal Administration', start_year: '2015', end_year: '2020' });
      await add('volunteering', 'Add volunteering', { title: 'Lifeboat crew', organisation: 'Sea rescue', start_year: '2016', is_current: true });
      await add('projects', 'Add a project', { title: 'Notices by mail', keywords: 'mail, mariners' });
      await add('featured', 'Add a page', { title: 'Winter harbour', url: 'example.org/winter' });
      await add('contact', 'Add a way', { choice: 'email', title: 'office@example.org', audience: 'members' });
    },

    'skills are put in another order': async (world) => {
      await olive.goto(`${HOME}/edit/skills`);
      await stand(['Pilotage', 'Fog', 'Knots', 'Norwegian law']);
      await olive.page.getByRole('button', { name: 'Move up: Knots' }).click();
      await stand(['Pilotage', 'Knots', 'Fog', 'Norwegian law']);
      if (javaScript) {
        const held = await olive.page.evaluate(() => document.activeElement.getAttribute('aria-label'));
        assert.equal(held, 'Move up: Knots', 'it may be moved further');
      }
      await world.look(olive, seen('skills'));
      if (!javaScript) return;
      const grip = (n) => olive.page.locator('.grip').nth(n);
      const from = await grip(3).boundingBox();
      const to = await grip(0).boundingBox();
      await olive.page.mouse.move(from.x + 8, from.y + 8);
      await olive.page.mouse.down();
      await olive.page.mouse.move(to.x + 8, to.y - 4, { steps: 12 });
      await world.look(olive, seen('skills-dragged'));
      await olive.page.mouse.up();
      await stand(['Norwegian law', 'Pilotage', 'Knots', 'Fog']);
      await olive.goto(`${HOME}/edit/skills`);
      await stand(['Norwegian law', 'Pilotage', 'Knots', 'Fog']);
    },

    'an entry is edited where it stands': async (world) => {
      const first = (await titles())[0];
      await olive.page.getByRole('link', { name: `Edit: ${first}` }).click();
      await form().waitFor();
      await world.look(olive, seen('skills-edit'));
      await olive.fill({ choice: 'expert' });
      await form().getByRole('button', { name: 'Save' }).click();
      await form().waitFor({ state: 'detached' });
      await olive.sees('Expert');
    },

    'what is taken away comes back': async (world) => {
      const before = await titles();
      await olive.page.getByRole('button', { name: 'Remove: Fog' }).click();
      await olive.hears('Removed.');
      await stand(before.filter((title) => title !== 'Fog'));
      await world.look(olive, seen('skills-removed'));
      await olive.page.getByRole('button', { name: 'Undo' }).click();
      await olive.hears('It is back.');
      await stand(before);
    },

    'the profile shows it all': async (world) => {
      await olive.goto(HOME);
      await olive.sees('Delta & Strand');
      await world.look(olive, seen('profile-full'));
      await olive.page.getByRole('link', { name: 'Show all 4' }).click();
      await olive.at(`${HOME}/details/skills`);
      await world.look(olive, seen('skills-all'));
    },

    'a section is closed to members': async (world) => {
      await olive.goto(`${HOME}/edit/languages`);
      await olive.fill({ audience: 'only-me' });
      await olive.page.locator('.audience-line').getByRole('button', { name: 'Save' }).click();
      await olive.hears('Saved');
      ben = await world.visitor({ javaScript });
      await ben.goto('/join');
      await join(world, ben, BEN);
      await ben.goto(HOME);
      await ben.sees('office@example.org');
      assert.ok(!(await ben.page.content()).includes('Norwegian</b>'), 'a member was sent the languages');
      await world.look(ben, seen('profile-full-for-members'));
    },

    'a company has a page with those who chose to be listed': async (world) => {
      await ben.follow('Delta & Strand');
      await ben.at('/company/delta-strand');
      await ben.sees('Olive Operator');
      await world.look(ben, seen('company'));
    },

    'the operator joins two companies that are one': async (world) => {
      await olive.goto('/admin/companies');
      await world.look(olive, seen('admin-companies'));
      await olive.page.getByRole('link', { name: /Edit.*Bergen Nautical School/ }).click();
      await world.look(olive, seen('admin-company'));
      await olive.fill({ into: '/company/delta-strand' });
      await olive.press('Join them');
      await olive.hears('They are one now.');
      await world.look(olive, seen('admin-company-merged'));
      await olive.page.getByRole('button', { name: 'Undo' }).click();
      await olive.hears('They are two again.');
      await olive.goto('/admin/skills');
      await world.look(olive, seen('admin-skills'));
    },

    'the guide is sent away': async () => {
      await olive.goto(HOME);
      await olive.press('Do not show this');
      await olive.hears('The guide is gone.');
      assert.equal(await olive.page.getByText('Your next step').count(), 0);
    },
  });
}
