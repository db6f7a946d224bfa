import assert from 'node:assert/strict';
import { journey } from './support/journey.mjs';
import { community, OPERATOR } from './support/people.mjs';

let person, page;

journey('keyboard only', {
  'a community is founded': (world) => community(world),

  'the first stop is a link past the navigation': async (world) => {
    person = await world.visitor();
    page = person.page;
    await person.goto('/login');
    await page.keyboard.press('Tab');
    const skip = page.locator('a.skip-link');
    assert.ok(await focused(skip));
    await page.waitForFunction(() => document.activeElement.getBoundingClientRect().top >= 0);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('main :focus').count(), 'the next stop is inside the main part');
  },

  'signing in takes no mouse': async () => {
    await person.goto('/login');
    await tabTo(page.locator('[name="email"]'));
    await page.keyboard.type(OPERATOR.email);
    await tabTo(page.locator('[name="password"]'));
    await page.keyboard.type(OPERATOR.password);
    await page.keyboard.press('Enter');
    await person.at('/feed');
  },

  'every stop is visible': async () => {
    await page.keyboard.press('Tab'); // the skip link, shown while it has the focus
    for (let stops = 0; stops < 60; stops += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        const { width, height } = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        return { html: element.outerHTML.slice(0, 120), shown: width > 0 && height > 0 && ring };
      });
      if (!stop) return;
      assert.ok(stop.shown, `no focus to be seen on ${stop.html}`);
    }
    assert.fail('the focus never left the page');
  },

  'the menu opens, is walked through and gives the focus back': async (world) => {
    await person.goto('/feed');
    const opener = page.getByRole('button', { name: /account menu/i });
    const menu = page.locator('#me-menu');
    await tabTo(opener);
    await page.keyboard.press('Enter');
    await menu.waitFor();
    await world.look(person, 'menu');
    await page.keyboard.press('Tab');
    assert.ok(await focused(menu.getByRole('link').first()), 'the next stop is the first item');
    await page.keyboard.press('ArrowDown');
    assert.ok(await focused(menu.getByRole('link').nth(1)), 'the arrow leads to the second');
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    assert.ok(await focused(opener));
  },

  'shortcuts and the dialog that lists them': async (world) => {
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await world.look(person, 'keys');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await person.at('/mynetwork');
    await page.locator('[hx-get="/mynetwork/suggestions"] > *').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await person.at('/people');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await person.at('/feed');
  },
});

const focused = (locator) => locator.evaluate((element) => element === document.activeElement);

/** Presses Tab until this has the focus. */
async function tabTo(locator) {
  for (let stops = 0; stops < 60; stops += 1) {
    if (await focused(locator)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${locator} is out of the keyboard's reach`);
}
