// What a page says that a post links to: the demo's card, and what authors do with theirs. From a demo nothing leaves.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';

export function previews(name) {
  const menu = (visitor) => visitor.page.getByRole('button', { name: 'More about this post' }).first().click();

  const steps = {};
  for (const javaScript of [true, false]) {
    const how = javaScript ? 'with scripts' : 'without scripts';
    const mark = javaScript ? 'previews' : 'previews-without-scripts';
    let amara;

    steps[`a card shows below the post that links to the page, ${how}`] = async (world) => {
      const [, email, password] = await world.server.said(/member +(\S+) +password: (.+)/);
      amara = await world.visitor({ javaScript });
      await amara.goto('/login');
      await amara.fill({ email, password });
      await amara.press('Sign in');
      await amara.at('/feed');
      await amara.sees('A count sheet for one wet hand');
      const card = amara.page.locator('.link-card').last();
      const picture = card.locator('img');
      await picture.scrollIntoViewIfNeeded();
      await picture.evaluate((image) => image.decode());
      assert.equal(await picture.evaluate((image) => image.naturalWidth), 320);
      assert.equal(await card.getAttribute('rel'), 'nofollow ugc noopener noreferrer');
      await world.look(amara, `${mark}-feed`);
      await amara.page.locator('.post', { has: card }).locator('.when > a').click();
      await amara.at(/^\/feed\/post\//);
      await amara.sees('tidelines.example');
      await world.look(amara, `${mark}-post`);
    };

    steps[`its author takes a preview off, and puts it back, ${how}`] = async (world) => {
      await amara.goto('/feed');
      await amara.fill({ text: `The series is at https://tidelines.example/count-sheet now, ${how}.` });
      await amara.page.getByRole('main').getByRole('button', { name: 'Post', exact: true }).click();
      await amara.hears('Posted.');
      // A page that is known shows with a delivery of its own.
      const card = amara.page.locator('.posts > li').first().locator('.link-card');
      for (let tries = 0; tries < 20 && (await card.count()) === 0; tries++) await amara.goto('/feed');
      assert.equal(await card.count(), 1);
      await menu(amara);
      await world.look(amara, `${mark}-menu`);
      await amara.press('Remove preview');
      await amara.hears('Preview removed.');
      assert.equal(await card.count(), 0);
      await menu(amara);
      await amara.press('Show preview');
      await amara.hears('It is as it was.');
      assert.equal(await card.count(), 1);
    };
  }
  journey(name, steps, { isDemo: true });
}
