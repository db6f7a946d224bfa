import assert from 'node:assert/strict';
import { journey } from './support/journey.mjs';
import { found, join, OPERATOR, signIn } from './support/people.mjs';

const GRACE = { name: 'Grace Lighthouse', email: 'grace@example.org', password: 'eleven patient gulls' };
const HANS = { name: 'Hans Anker', email: 'hans@example.org', password: 'twelve wooden boats' };

let operator;

journey('first run', {
  'an empty site leads to the first-run page': async (world) => {
    operator = await world.visitor();
    await operator.goto('/');
    await operator.at('/setup');
    await world.look(operator, 'setup-code');
  },

  'a wrong code opens nothing': async () => {
    await operator.fill({ code: 'WRONG-CODE' });
    await operator.expecting(422, async () => {
      await operator.page.locator('main form button[type="submit"]').click();
      await operator.page.locator('[name="code"][aria-invalid="true"]').waitFor();
    });
  },

  'the code from the log founds the community': async (world) => {
    await found(world, operator);
    await world.look(operator, 'setup');
    await operator.page.locator('main form button[type="submit"]').click();
    await operator.at('/feed');
    await operator.page.getByRole('banner').getByText('Harbour Guild').waitFor();
    await operator.sees(OPERATOR.name);
    await world.look(operator, 'feed-of-the-first');
  },

  'the first-run page is gone': async (world) => {
    const late = await world.visitor();
    await late.goto('/');
    await late.page.getByRole('banner').getByText('Harbour Guild').waitFor();
    await late.expecting(404, async () => {
      const answer = await late.goto('/setup');
      assert.ok(answer.status() === 404 || new URL(late.page.url()).pathname !== '/setup');
    });
  },

  'the accent colour is the operator\'s': async () => {
    const accent = await operator.page.evaluate(async () => (await fetch('/brand.css')).text());
    assert.match(accent, /#8e3b1f/);
  },

  'the operator looks after the site': async (world) => {
    await operator.page.getByRole('banner').getByRole('link', { name: 'Admin' }).click();
    await operator.at(/^\/admin/);
    await world.look(operator, 'admin');
  },

  'nobody joins without an invitation': async (world) => {
    await operator.goto('/admin/settings');
    await world.look(operator, 'admin-settings');
    await operator.fill({
      tagline: 'Everybody who works by the water',
      about: 'We meet **on Thursdays**, in the old boathouse.',
      registration: 'invite',
    });
    await operator.press('Save');
    await operator.hears('Saved');
    const guest = await world.visitor();
    await guest.goto('/');
    await guest.page.getByRole('heading', { level: 1, name: 'Everybody who works by the water' }).waitFor();
    await world.look(guest, 'welcome-by-invite');
    await guest.goto('/join');
    assert.equal(await guest.page.locator('main form').count(), 0);
    await world.look(guest, 'join-by-invite');
    await guest.goto('/about');
    await guest.page.locator('strong', { hasText: 'on Thursdays' }).waitFor();
    await world.look(guest, 'about-written');
  },

  'whoever has the link of an invitation joins': async (world) => {
    await operator.goto('/admin/invites');
    await world.look(operator, 'admin-invites-none');
    await operator.fill({ note: 'The boathouse crew', uses: '2' });
    await operator.press('Make the link');
    const invitation = await operator.page.getByLabel(/Here is the link/).inputValue();
    await world.look(operator, 'admin-invites');

    const grace = await world.visitor();
    await grace.goto(invitation);
    await world.look(grace, 'invited');
    await join(world, grace, GRACE);
    await grace.expecting(404, () => grace.goto('/admin'));

    const hans = await world.visitor();
    await hans.goto(invitation);
    await hans.fill(HANS);
    await hans.press('Create your profile');
    await hans.sees('Check your mail');
  },

  'somebody is confirmed by hand': async (world) => {
    await operator.goto('/admin/people');
    await operator.sees(HANS.name);
    await world.look(operator, 'admin-people');
    await operator.press(/^Confirm by hand.*Hans Anker$/);
    await operator.hears('Their address is confirmed');
    await world.look(operator, 'admin-people-none');
    const hans = await world.visitor();
    await signIn(hans, HANS);
    await hans.at('/feed');
  },

  'mail and the log tell what happened': async (world) => {
    await operator.goto('/admin/mail');
    await world.look(operator, 'admin-mail');
    await operator.goto('/admin/deliveries');
    await world.look(operator, 'admin-deliveries');
    await operator.goto('/admin/log');
    await operator.sees('confirmed an address by hand');
    await operator.sees('made an invitation');
    await operator.sees('Whoever runs the server');
    await world.look(operator, 'admin-log');
  },
});
