import assert from 'node:assert/strict';
import { journey } from './support/journey.mjs';
import { found, OPERATOR } from './support/people.mjs';

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
});
