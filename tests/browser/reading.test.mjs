// Reading and writing posts with scripts: keys, the way back, what is new, whom one mentions, the address of a post.
import assert from 'node:assert/strict';
import { journey } from './support/journey.mjs';
import { community, join, signIn } from './support/people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };
const CEM = { name: 'Cem Überfluss', email: 'cem@example.org', password: 'green paper lantern' };

let ada, bob, cem;

journey('reading', {
  'three people join, two follow one, who has much to say': async (world) => {
    await community(world);
    [ada, bob, cem] = [await arrive(world, ADA), await arrive(world, BOB), await arrive(world, CEM)];
    for (const who of [bob, cem]) {
      await who.goto('/in/ada-brightwater');
      await who.press(/^follow\b/i);
      await who.hears('You follow them now.');
    }
    await ada.goto('/feed');
    await says(ada, Array.from({ length: 45 }, (_, number) => `Post **${number + 1}**\n\nwith some more to say.`));
  },

  'keys lead from post to post, below the top bar': async (world) => {
    await listens(bob, () => bob.goto('/feed'));
    const { page } = bob;
    await page.keyboard.press('j');
    assert.equal(await entered(page), 0);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await entered(page), 2);
    await inView(page);
    await world.look(bob, 'reading-keys');
    await page.keyboard.press('k');
    assert.equal(await entered(page), 1);
    await inView(page);
    // Nothing of the kind while somebody writes, or with another key held down, or in a dialog.
    await page.keyboard.press('Control+j');
    await page.locator('#text').focus();
    await page.keyboard.type('jk');
    assert.equal(await page.locator('#text').inputValue(), 'jk');
    await page.locator('#text').fill('');
    await page.locator('article.post').nth(1).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await world.look(bob, 'reading-keys-listed');
    await page.keyboard.press('j');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await entered(page), 1);
    await page.keyboard.press('s');
    await bob.hears('Saved. Only you see this.');
    assert.equal(await page.locator('article.post').nth(1).locator('[id^=save-]').getAttribute('aria-pressed'), 'true');
    assert.equal(await entered(page), 1, 'the focus stays');
    // What a post has no button for does nothing.
    if (!(await page.locator('[id^=react-]').count())) await page.keyboard.press('l');
    if (!(await page.locator('[data-comment]').count())) await page.keyboard.press('c');
    await bob.at('/feed');
  },

  'the last post is followed by those of the next page': async () => {
    const { page } = bob;
    assert.equal(await page.locator('article.post').count(), 20);
    await page.locator('article.post').nth(19).focus();
    await page.keyboard.press('j');
    await page.locator('article.post').nth(20).waitFor();
    await page.waitForFunction(() => document.activeElement === document.querySelectorAll('article.post')[20]);
    await inView(page);
  },

  'the way back leads to where one was': async () => {
    const { page } = bob;
    const kept = page.locator('article.post').nth(30);
    const id = await kept.getAttribute('id');
    await kept.focus();
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    const before = await kept.evaluate((post) => post.getBoundingClientRect().top);
    await page.keyboard.press('o');
    await bob.at(/^\/feed\/post\//);
    await bob.sees('Post 15');
    await page.goBack();
    await bob.at('/feed');
    await page.waitForFunction((id) => document.activeElement.id === id, id);
    const near = async () => Math.abs((await page.locator(`#${id}`).evaluate((post) => post.getBoundingClientRect().top)) - before);
    assert.ok((await near()) < 4, `${await near()} px away`);
    assert.equal(await page.locator('article.post').count(), 40);
    // Enter opens what has the focus, and a click is a way there as well.
    await page.keyboard.press('Enter');
    await bob.at(/^\/feed\/post\//);
    await page.goBack();
    await page.waitForFunction((id) => document.activeElement.id === id, id);
    const other = page.locator('article.post').nth(25);
    const otherId = await other.getAttribute('id');
    await other.locator('.when a').first().click();
    await bob.at(/^\/feed\/post\//);
    await page.goBack();
    await page.waitForFunction((id) => document.activeElement.id === id, otherId);
    const stored = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.ok(stored.includes(otherId) && !stored.includes('more to say'), stored);
    // Whoever comes by a link begins above.
    await bob.goto('/feed');
    assert.equal(await page.evaluate(() => document.activeElement === document.body && scrollY), 0);
  },

  'a new post waits to be asked for, and moves nothing': async (world) => {
    const { page } = bob;
    await listens(bob, () => bob.goto('/feed'));
    await page.locator('article.post').nth(3).focus();
    await page.keyboard.press('j');
    const height = () => page.locator('article.post').nth(4).evaluate((post) => post.getBoundingClientRect().top);
    const before = await height();
    await says(ada, ['Something new']);
    const pill = page.getByRole('link', { name: '1 new post', exact: true });
    await pill.waitFor();
    assert.equal(await height(), before);
    assert.equal(await page.locator('article.post', { hasText: 'Something new' }).count(), 0, 'nothing is pushed in');
    assert.ok(await pill.evaluate((link) => {
      const { top, bottom } = link.getBoundingClientRect();
      return top >= document.querySelector('.topbar').getBoundingClientRect().bottom && bottom < innerHeight;
    }), 'in view below the top bar');
    await world.look(bob, 'reading-new');
    await says(cem, ['Of no interest to Bob']);
    await says(ada, ['Something newer']);
    await page.getByRole('link', { name: '2 new posts' }).click();
    await page.waitForFunction(() => document.activeElement.matches?.('article.post'));
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Something newer/);
    assert.equal(await page.locator('.newer a').count(), 0);
    await inView(page);
  },

  'n leads to the form for a new post': async () => {
    const { page } = bob;
    await page.keyboard.press('n');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
    assert.equal(await page.locator('#text').inputValue(), '');
    await bob.goto('/people');
    await page.keyboard.press('n');
    await bob.at('/feed');
    await page.waitForFunction(() => document.activeElement.id === 'text');
  },

  'people are offered while a mention is being typed': async (world) => {
    const { page } = bob;
    await bob.goto('/feed');
    const field = page.locator('#text');
    const list = page.getByRole('listbox');
    await field.focus();
    await page.keyboard.type('Thanks, me@bri and @b');
    await list.waitFor();
    assert.equal(await field.getAttribute('aria-controls'), await list.getAttribute('id'));
    await page.keyboard.type('ri');
    await list.getByRole('option', { name: /Ada Brightwater/, selected: true }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
    assert.ok(await page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).ariaSelected === 'true'));
    await world.look(bob, 'reading-mention');
    await page.keyboard.press('Enter');
    assert.equal(await field.inputValue(), 'Thanks, me@bri and @ada-brightwater ');
    assert.equal(await list.count(), 0);
    assert.equal(await field.getAttribute('aria-activedescendant'), null);

    await field.fill('');
    await page.keyboard.type('@o');
    await list.waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    assert.equal(await field.inputValue(), '@o\n', 'whoever wants none writes on');

    await field.fill('');
    await page.keyboard.type('@');
    await page.keyboard.type('ü');
    assert.equal(await list.count(), 0, 'a word within a name is looked for among those one knows');
    await field.fill('');
    await page.keyboard.type('Hello @cem');
    await list.getByRole('option').first().click();
    assert.equal(await field.inputValue(), 'Hello @cem-uberfluss ');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
    await page.keyboard.press('Control+z');
    assert.equal(await field.inputValue(), 'Hello @cem', 'it is taken back like anything typed');
  },

  'an input method finishes its word first': async () => {
    const { page } = bob;
    const list = page.getByRole('listbox');
    await page.locator('#text').fill('');
    await page.keyboard.type('@');
    const wire = await bob.context.newCDPSession(page);
    const asked = [];
    page.on('request', (request) => request.url().includes('/mentions') && asked.push(request.url()));
    await wire.send('Input.imeSetComposition', { text: 'ad', selectionStart: 2, selectionEnd: 2 });
    assert.equal(await page.locator('#text').inputValue(), '@ad');
    await wire.send('Input.insertText', { text: 'ada' });
    await list.getByRole('option', { name: /Ada Brightwater/ }).waitFor();
    assert.equal(asked.length, 1, `${asked}`);
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('#text').inputValue(), '@ada-brightwater ');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
    await page.locator('#text').fill('');
  },

  'the address of a post is copied': async (world) => {
    const { page } = bob;
    await bob.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.site });
    await bob.goto('/feed');
    const post = page.locator('article.post').first();
    const path = await post.locator('.when a').first().getAttribute('href');
    const more = post.getByRole('button', { name: 'More about this post' });
    await more.click();
    await world.look(bob, 'reading-menu');
    await post.getByRole('link', { name: 'Copy link' }).click();
    await bob.hears('Link copied.');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${world.site}${path}`);
    await bob.at('/feed');
    assert.ok(await more.evaluate((button) => document.activeElement === button), 'the focus is where the menu was');
  },

  'what is switched off does nothing': async () => {
    const { page } = bob;
    await page.keyboard.press('?');
    await page.getByRole('switch').setChecked(false);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('j');
    await page.keyboard.press('n');
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  },

  'whoever signs out leaves no place behind': async () => {
    const { page } = bob;
    await bob.follow(/./, page.locator('article.post').first().locator('.when'));
    await bob.at(/^\/feed\/post\//);
    assert.notEqual(await page.evaluate(() => sessionStorage.getItem('athena-places')), null);
    await page.getByRole('banner').getByRole('button', { name: /account menu/i }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await bob.at('/');
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  },

  'without scripts the address is a link, and nothing waits': async (world) => {
    const plain = await world.visitor({ javaScript: false });
    await signIn(plain, CEM);
    await plain.at('/feed');
    assert.equal(await plain.page.locator('.newer a').count(), 0);
    const post = plain.page.locator('article.post').first();
    await post.getByRole('button', { name: 'More about this post' }).click();
    await post.getByRole('link', { name: 'Copy link' }).click();
    await plain.at(/^\/feed\/post\//);
  },
});

async function arrive(world, person) {
  const visitor = await world.visitor();
  await visitor.goto('/join');
  await join(world, visitor, person);
  return visitor;
}

/** Posts these, one after the other, without leaving the page. */
async function says(visitor, texts) {
  await visitor.page.evaluate(async (texts) => {
    for (const text of texts) {
      const home = new DOMParser().parseFromString(await (await fetch('/feed')).text(), 'text/html');
      const form = new FormData(home.querySelector('form[action="/feed"]'));
      form.set('text', text);
      form.set('audience', 'members');
      await fetch('/feed', { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    }
  }, texts);
}

/** Which post has the focus. */
function entered(page) {
  return page.evaluate(() => [...document.querySelectorAll('article.post')].indexOf(document.activeElement));
}

/** Passes if the post with the focus begins below the top bar. */
async function inView(page) {
  await page.waitForFunction(() => {
    const { top } = document.activeElement.getBoundingClientRect();
    return top >= document.querySelector('.topbar').getBoundingClientRect().bottom && top < innerHeight;
  });
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
