import assert from 'node:assert/strict';
import { journey } from './support/journey.mjs';
import { community, join, OPERATOR, signIn } from './support/people.mjs';

const GRACE = { name: 'Grace Lighthouse', email: 'grace@example.org', password: 'eleven patient gulls' };
const HANS = { name: 'Hans Anker', email: 'hans@example.org', password: 'twelve wooden boats' };
const IDA = { name: 'Ida Ebb', email: 'ida@example.org', password: 'thirteen quiet tides' };

let operator, laptop, phone, plain;

journey('live', {
  'a page opens one socket, and only a member\'s does': async (world) => {
    operator = await community(world);
    const guest = await world.visitor();
    const sockets = [];
    guest.page.on('websocket', (socket) => sockets.push(socket.url()));
    await guest.goto('/about');
    await guest.page.waitForLoadState('networkidle');
    assert.deepEqual(sockets, []);
    await signIn(await enters(guest, '/login'), OPERATOR);
    await guest.at('/feed');
    await listens(guest, () => guest.goto('/people'));
    await guest.page.waitForLoadState('networkidle');
    assert.equal(sockets.filter((url) => url === `${world.site.replace('http', 'ws')}/live`).length, sockets.length);
  },

  'operators see who waits, without a reload': async (world) => {
    await listens(operator, () => operator.goto('/feed'));
    const count = operator.page.getByRole('banner').locator('a .count');
    assert.equal(await count.count(), 0);
    const grace = await world.visitor();
    await grace.goto('/join');
    await grace.fill(GRACE);
    await grace.press('Create your profile');
    await count.getByText('1').first().waitFor();
    await operator.page.getByRole('link', { name: 'Admin 1 person waits to be confirmed' }).waitFor();
    await world.look(operator, 'live-badge');
    await operator.goto('/admin');
    await world.look(operator, 'live-badge-admin');
  },

  'a new member is announced and waits to be asked for': async (world) => {
    laptop = await world.visitor();
    await laptop.goto('/join');
    await join(world, laptop, HANS);
    await listens(laptop, () => laptop.goto('/people'));
    const before = await laptop.page.getByRole('main').locator('.person-card').count();
    const ida = await world.visitor();
    await ida.goto('/join');
    await join(world, ida, IDA);
    const chip = laptop.page.getByRole('main').getByRole('link', { name: '1 new member' });
    await chip.waitFor();
    assert.equal(await laptop.page.getByRole('main').locator('.person-card').count(), before, 'nothing is pushed in');
    await world.look(laptop, 'live-people');
    await chip.click();
    await laptop.at(/^\/people\/since\//);
    await laptop.page.getByRole('main').getByRole('link', { name: IDA.name }).waitFor();
    await world.look(laptop, 'live-newcomers');
  },

  'so it is on the home page': async (world) => {
    await listens(laptop, () => laptop.goto('/feed'));
    const jo = await world.visitor();
    await jo.goto('/join');
    await join(world, jo, { ...IDA, name: 'Jo Flood', email: 'jo@example.org' });
    const chip = laptop.page.getByRole('main').getByRole('link', { name: '1 new member' });
    await chip.waitFor();
    await world.look(laptop, 'live-feed');
    await chip.click();
    await laptop.page.getByRole('main').getByRole('link', { name: 'Jo Flood' }).waitFor();
    await chip.waitFor({ state: 'detached' });
  },

  'whoever is signed out elsewhere is told, and keeps what was typed': async (world) => {
    await listens(laptop, () => laptop.goto('/in/hans-anker/edit'));
    await laptop.fill({ headline: 'Boats, mostly' });
    phone = await world.visitor();
    await signIn(await enters(phone, '/login'), HANS);
    await phone.at('/feed');
    await phone.goto('/settings/sessions');
    await phone.page.getByRole('main').locator('li:not(:has(.tag-success))').getByRole('button').first().click();
    const dialog = laptop.page.getByRole('dialog', { name: 'You were signed out' });
    await dialog.waitFor();
    await world.look(laptop, 'live-signed-out');
    const [login] = await Promise.all([
      laptop.context.waitForEvent('page'),
      dialog.getByRole('link', { name: 'Sign in' }).click(),
    ]);
    await login.waitForURL(/\/login$/);
    await login.locator('main [name="email"]').fill(HANS.email);
    await login.locator('main [name="password"]').fill(HANS.password);
    await login.getByRole('main').getByRole('button', { name: /sign in/i }).click();
    await login.waitForURL(/\/feed$/);
    await login.close();
    await dialog.getByRole('button', { name: 'Stay on this page' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await laptop.page.locator('[name="headline"]').inputValue(), 'Boats, mostly');
    await laptop.press('Save');
    await laptop.at('/in/hans-anker');
    await laptop.sees('Boats, mostly');
  },

  'whoever signs out, or sets a new password, is told nothing of the kind': async (world) => {
    const tab = await laptop.context.newPage();
    await laptop.goto('/settings/account');
    const again = tab.waitForEvent('websocket').then(() => tab.waitForEvent('websocket'));
    await tab.goto(`${world.site}/feed`);
    await laptop.fill({ present: HANS.password, password: 'fourteen new knots' });
    await laptop.page.locator('form[action="/settings/password"] button').click();
    await laptop.hears('Your password is changed. Other devices are signed out.');
    // The other tab has the new cookie: it takes a socket of the new session, and says nothing.
    await again;
    assert.equal(await tab.getByRole('dialog').count(), 0);
    await tab.close();
    await phone.page.getByRole('dialog', { name: 'You were signed out' }).waitFor();
    await laptop.page.getByRole('banner').getByRole('button', { name: /account menu/i }).click();
    await laptop.page.getByRole('button', { name: 'Sign out' }).click();
    await laptop.at('/');
  },

  'without scripts everything is there as well': async (world) => {
    plain = await world.visitor({ javaScript: false });
    await plain.goto('/login');
    await signIn(plain, OPERATOR);
    await plain.at('/feed');
    await plain.page.getByRole('banner').locator('a .count').getByText('1').first().waitFor();
    assert.equal(await plain.page.locator('#signed-out').isVisible(), false);
    await world.look(plain, 'live-no-scripts-feed');
    await plain.goto('/people');
    await world.look(plain, 'live-no-scripts-people');
  },
});

/** The visitor, at this path. */
async function enters(visitor, path) {
  await visitor.goto(path);
  return visitor;
}

/** Does something that draws a new page, and waits until that page listens. */
async function listens(visitor, doing) {
  const sent = new Promise((resolve) => {
    const watch = (socket) => socket.once('framesent', () => {
      visitor.page.off('websocket', watch);
      resolve();
    });
    visitor.page.on('websocket', watch);
  });
  await doing();
  await sent;
}
