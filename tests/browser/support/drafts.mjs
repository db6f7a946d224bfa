// A post with pictures: begun, left and found again, its pictures sent, ordered and described, posted, and looked at by
// somebody else. With scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };
const SCENES = [
  ['#9cc3c9', '<path d="M0 60h120v30H0Z" fill="#2f5d62"/><circle cx="88" cy="28" r="10" fill="#fff4d8"/>'],
  ['#e7c8b5', '<path d="M20 80 60 20l40 60Z" fill="#8c2f2b"/>'],
  ['#d7dfcb', '<circle cx="60" cy="50" r="30" fill="#3f8f5b"/>'],
  ['#5c7285', '<path d="M10 70h100v8H10Z" fill="#e0b93f"/>'],
  ['#ecd5cf', '<rect x="40" y="25" width="40" height="40" fill="#6d4b93"/>'],
  ['#f1e3bd', '<path d="M0 70q60-60 120 0" stroke="#33505e" stroke-width="8" fill="none"/>'],
];

export function drafts(name, { javaScript }) {
  const mark = javaScript ? 'drafts' : 'drafts-without-scripts';
  let ada, bob, draft;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  /** A scene as a PNG of this size. */
  async function drawn(world, number, width = 1200, height = 900) {
    const [ground, shapes] = SCENES[number];
    const page = await world.browser.newPage({ viewport: { width, height } });
    await page.setContent(`<body style="margin:0"><svg viewBox="0 0 120 90" width="100%" height="100%" preserveAspectRatio="xMidYMid slice"><rect x="-200" width="600" height="90" fill="${ground}"/>${shapes}</svg>`);
    const buffer = await page.screenshot();
    await page.close();
    return { name: `scene-${number}.png`, mimeType: 'image/png', buffer };
  }

  const rows = () => ada.page.locator('#pictures [data-entry]');
  const ids = () => rows().evaluateAll((all) => all.map((row) => row.dataset.entry));
  const counted = (count) => ada.page.locator(`#pictures [data-entry]:nth-child(${count}):last-child`).waitFor();
  const saved = () => ada.page.locator('#draft-state', { hasText: 'Saved' }).waitFor();

  /** Sends files: with scripts they go as soon as they are chosen. */
  async function send(files) {
    await ada.page.locator('#file').setInputFiles(files);
    if (!javaScript) await ada.page.getByRole('button', { name: 'Add', exact: true }).click();
  }

  journey(name, {
    'a draft is begun, left and found again': async (world) => {
      await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
      await bob.goto('/in/ada-brightwater');
      await bob.press(/^follow\b/i);
      await ada.goto('/feed');
      await ada.fill({ text: 'The lock at dawn' });
      await world.look(ada, `${mark}-composer`);
      await ada.press('Photos');
      await ada.at(/^\/feed\/drafts\//);
      draft = new URL(ada.page.url()).pathname;
      await world.look(ada, `${mark}-empty`);
      await ada.fill({ text: 'The lock at dawn, before the first barge' });
      if (javaScript) await saved();
      else {
        await ada.press('Save draft');
        await ada.hears('Saved');
      }
      await ada.goto('/feed');
      await ada.follow('1 draft');
      await ada.at('/feed/drafts');
      await world.look(ada, `${mark}-list`);
      await ada.follow('The lock at dawn, before the first barge');
      assert.equal(await ada.page.locator('#text').inputValue(), 'The lock at dawn, before the first barge');
    },

    'another tab is told': async (world) => {
      const [first, second] = [ada.page, await ada.context.newPage()];
      await second.goto(new URL(draft, world.site).href);
      ada.page = second;
      await ada.fill({ text: 'The lock at dawn, and the keeper' });
      if (javaScript) await saved();
      else await ada.press('Save draft');
      ada.page = first;
      await ada.expecting(422, async () => {
        await ada.fill({ text: 'Something else' });
        if (javaScript) await ada.page.locator('#draft-state', { hasText: 'another tab' }).waitFor();
        await ada.press('Save draft');
        await ada.sees('What it says now');
      });
      await world.look(ada, `${mark}-elsewhere`);
      await ada.press('Save draft');
      await ada.hears('Saved');
      assert.equal(await ada.page.locator('#text').inputValue(), 'Something else');
      await second.close();
    },

    'pictures are sent, and what is none is named': async (world) => {
      const none = { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') };
      await ada.expecting(422, async () => {
        await send([await drawn(world, 0), none, await drawn(world, 1), await drawn(world, 2)]);
        await ada.sees('File 2: This is not a JPEG');
      });
      await counted(3);
      await world.look(ada, `${mark}-refused`);
    },

    'they are described and put into order': async (world) => {
      await ada.page.locator('#pictures textarea').first().fill('Two gates of oak, half open');
      const before = await ids();
      await ada.page.getByRole('button', { name: 'Move picture 1 down' }).click();
      await ada.page.locator(`#pictures [data-entry="${before[1]}"]:first-child`).waitFor();
      assert.deepEqual(await ids(), [before[1], before[0], before[2]]);
      assert.equal(await ada.page.locator('#pictures textarea').nth(1).inputValue(), 'Two gates of oak, half open');
      if (javaScript) {
        const grip = ada.page.locator('#pictures .grip').first();
        await grip.scrollIntoViewIfNeeded();
        const [from, to] = [await grip.boundingBox(), await rows().nth(2).boundingBox()];
        await ada.page.mouse.move(from.x + 12, from.y + 12);
        await ada.page.mouse.down();
        await ada.page.mouse.move(from.x + 12, to.y + to.height, { steps: 8 });
        const moved = ada.page.waitForResponse((answer) => answer.request().method() === 'POST');
        await ada.page.mouse.up();
        await moved;
        await ada.page.locator(`#pictures [data-entry="${before[1]}"]:last-child`).waitFor();
        await ada.page.locator('#pictures textarea').nth(1).fill('A red roof');
        await saved();
      }
      await ada.page.getByRole('button', { name: 'Remove picture 3' }).click();
      await counted(2);
      await ada.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
      await ada.hears('The picture is back.');
      await counted(3);
      await world.look(ada, `${mark}-pictures`);
    },

    'the post is read with its pictures': async (world) => {
      await ada.page.locator('#text').fill('The lock at dawn, before the first barge.');
      await ada.press(/^post$/i);
      await ada.at('/feed');
      await ada.page.getByRole('status').getByText('Not every picture is described yet').waitFor();
      await bob.goto('/feed');
      await bob.sees('The lock at dawn');
      assert.equal(await bob.page.locator('.post-images li').count(), 3);
      const loaded = await bob.page.locator('.post-images img').evaluateAll((all) => Promise.all(all.map(async (image) => (await image.decode(), image.naturalWidth > 0))));
      assert.deepEqual(loaded, [true, true, true]);
      await world.look(bob, `${mark}-three`);
      const picture = bob.page.getByRole('img', { name: 'Two gates of oak, half open' });
      if (!javaScript) {
        // What the link leads to is a file by itself.
        const large = await bob.page.locator('.post-images a', { has: picture }).getAttribute('href');
        const answer = await bob.page.request.get(new URL(large, world.site).href);
        assert.deepEqual([answer.status(), answer.headers()['content-type']], [200, 'image/jpeg']);
        return;
      }
      const link = bob.page.locator('.post-images a').first();
      await link.focus();
      await bob.page.keyboard.press('Enter');
      const box = bob.page.locator('#lightbox');
      await box.getByText('1 of 3', { exact: true }).waitFor();
      await bob.page.keyboard.press('ArrowRight');
      await box.getByText('2 of 3', { exact: true }).waitFor();
      await bob.page.keyboard.press('ArrowLeft');
      await bob.page.keyboard.press('ArrowLeft');
      await box.getByText('3 of 3', { exact: true }).waitFor();
      await box.locator('img').evaluate((image) => image.decode());
      await world.look(bob, `${mark}-lightbox`);
      await box.getByRole('button', { name: 'Next picture' }).click();
      await box.getByText('1 of 3', { exact: true }).waitFor();
      await bob.page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
      assert.ok(await link.evaluate((element) => element === document.activeElement), 'the focus returns');
    },

    'six pictures are four and more, and one is wide': async (world) => {
      await ada.goto('/feed');
      await ada.fill({ text: 'Six from the way' });
      await ada.press('Photos');
      await ada.at(/^\/feed\/drafts\//);
      await send(await Promise.all([0, 1, 2, 3, 4, 5].map((number) => drawn(world, number, 900, 700))));
      await counted(6);
      await ada.press(/^post$/i);
      await ada.at('/feed');
      await ada.fill({ text: 'One tall tower' });
      await ada.press('Photos');
      await ada.at(/^\/feed\/drafts\//);
      await send([await drawn(world, 3, 500, 1200)]);
      await counted(1);
      await ada.page.locator('#pictures textarea').fill('A tower in the evening');
      await ada.press(/^post$/i);
      await ada.at('/feed');
      await bob.goto('/feed');
      await bob.sees('+2');
      await world.look(bob, `${mark}-six`);
      await bob.page.locator('.post', { hasText: 'Six from the way' }).locator('.when a').first().click();
      await bob.at(/^\/feed\/post\//);
      assert.equal(await bob.page.locator('.post-images li:visible').count(), 6);
      await world.look(bob, `${mark}-all`);
    },

    'a description is added later, and a picture taken out': async (world) => {
      await ada.goto('/in/ada-brightwater/posts');
      await ada.page.locator('.post', { hasText: 'Six from the way' }).getByRole('button', { name: 'More about this post' }).click();
      await ada.follow(/^edit$/i);
      await ada.page.locator('#pictures textarea').first().fill('A lighthouse');
      await world.look(ada, `${mark}-edit`);
      await ada.page.getByRole('button', { name: 'Remove picture 2' }).click();
      await ada.hears('Picture removed.');
      await counted5();
      assert.equal(await ada.page.locator('#pictures textarea').first().inputValue(), 'A lighthouse');
      await ada.press('Save descriptions');
      await ada.hears('Saved');
      await ada.page.getByRole('img', { name: 'A lighthouse' }).waitFor();
    },

    'a draft is deleted and brought back': async () => {
      await ada.goto('/feed');
      await ada.fill({ text: 'Rash words' });
      await ada.press('Photos');
      await ada.at(/^\/feed\/drafts\//);
      await ada.press('Delete draft');
      await ada.hears('Draft deleted.');
      await ada.sees('No drafts');
      await ada.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
      await ada.sees('Rash words');
    },
  });

  const counted5 = () => ada.page.locator('#pictures li:nth-child(5):last-child').waitFor();
}
