// What a person does with their photo and cover, and what others see of them; walked with scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { community, join } from './people.mjs';

const BEN = { name: 'Ben Breakwater', email: 'ben@example.org', password: 'nine rusty anchors' };
const HOME = '/in/olive-operator';
const PHOTO = '.hero .body .avatar img';
const COVER = '.hero .cover img';

/** `look` prefixes the names of the pictures. */
export function pictures(name, { javaScript, look }) {
  const seen = (what) => `${look}${what}`;
  let olive, ben;

  /** A picture of this size in PNG: a head and shoulders before a sky. */
  const drawn = async (world, width, height) => {
    const page = await world.browser.newPage({ viewport: { width, height } });
    await page.setContent(`<body style="margin:0"><svg viewBox="0 0 90 120" width="100%" height="100%" preserveAspectRatio="xMidYMid slice">
      <rect width="90" height="120" fill="#9cc3c9"/><circle cx="45" cy="120" r="38" fill="#2f5d62"/>
      <circle cx="45" cy="58" r="22" fill="#c98f6b"/><path d="M23 56a22 22 0 0 1 44 0q-22-14-44 0" fill="#3a2a22"/></svg>`);
    const buffer = await page.screenshot();
    await page.close();
    return { name: 'picture.png', mimeType: 'image/png', buffer };
  };

  const choose = (file) => olive.page.locator('[name="file"]').setInputFiles(file);
  const use = () => olive.press('Use this picture');

  /** Waits until the picture at this place has arrived, and says how wide it is. */
  const width = async (visitor, place) => {
    const picture = visitor.page.locator(place);
    await picture.waitFor();
    return picture.evaluate(async (image) => {
      await image.decode();
      return image.naturalWidth;
    });
  };

  journey(name, {
    'a community is founded': async (world) => {
      const founder = await community(world);
      ben = await world.visitor();
      await ben.goto('/join');
      await join(world, ben, BEN);
      olive = founder;
      if (javaScript) return;
      // The same person in a browser that runs no scripts.
      const cookies = await founder.context.cookies();
      olive = await world.visitor({ javaScript });
      await olive.context.addCookies(cookies);
    },

    'what is no picture is refused': async (world) => {
      await olive.goto(HOME);
      await olive.follow('Your photo');
      await olive.at(`${HOME}/edit/photo`);
      await world.look(olive, seen('photo-none'));
      await choose({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
      if (javaScript) assert.ok(await olive.page.locator('[data-crop-view]').isHidden(), 'nothing to show');
      await olive.expecting(422, async () => {
        await use();
        await olive.sees('This is not a JPEG, PNG, WebP or GIF.');
      });
      await world.look(olive, seen('photo-refused'));
    },

    'a photo is chosen and cut': async (world) => {
      await choose(await drawn(world, 600, 800));
      if (javaScript) {
        const canvas = olive.page.locator('canvas');
        await canvas.waitFor();
        assert.ok(await olive.page.locator('[data-crop-choice]').isHidden());
        const part = () => olive.page.locator('form[data-crop]').evaluate(({ elements }) => ['x', 'y', 'width', 'height'].map((n) => Number(elements[n].value)));
        assert.deepEqual(await part(), [0, 125, 1000, 750]);
        await olive.page.locator('[data-crop-zoom]').fill('200');
        assert.deepEqual(await part(), [250, 313, 500, 375]);
        await canvas.press('ArrowRight');
        assert.deepEqual(await part(), [275, 313, 500, 375]);
        const box = await canvas.boundingBox();
        await olive.page.mouse.move(box.x + 100, box.y + 100);
        await olive.page.mouse.down();
        await olive.page.mouse.move(box.x + 100, box.y + 100 + box.height / 5);
        await olive.page.mouse.up();
        assert.deepEqual(await part(), [275, 238, 500, 375]);
        await world.look(olive, seen('photo-cut'));
      } else {
        await olive.fill({ keep: 'start' });
      }
      await use();
      await olive.at(HOME);
      await olive.hears('Saved');
      // Nothing is enlarged: the part that was cut out is 300 pixels wide.
      assert.equal(await width(olive, PHOTO), javaScript ? 300 : 320);
    },

    'a cover is chosen': async (world) => {
      await olive.follow('Your cover picture');
      await choose(await drawn(world, 1700, 900));
      if (javaScript) await olive.page.locator('canvas').waitFor();
      await world.look(olive, seen('cover'));
      await use();
      await olive.at(HOME);
      assert.ok((await width(olive, COVER)) > 0);
      await world.look(olive, seen('profile-with-pictures'));
    },

    'others see both, in lists too': async (world) => {
      await ben.goto(HOME);
      assert.ok((await width(ben, PHOTO)) >= 300);
      assert.ok((await width(ben, COVER)) > 0);
      await ben.goto('/people');
      assert.ok((await width(ben, '.person-card .avatar img')) >= 300);
      await world.look(ben, seen('people-with-photos'));
    },

    'the photo is for its owner alone': async (world) => {
      await olive.goto(`${HOME}/edit/photo`);
      await world.look(olive, seen('photo'));
      await olive.fill({ audience: 'only-me' });
      await olive.press('Save');
      await olive.hears('Saved');
      await ben.goto(HOME);
      assert.equal(await ben.page.locator(PHOTO).count(), 0);
      await ben.page.locator(COVER).waitFor();
    },

    'a photo that was removed is brought back': async (world) => {
      await olive.goto(`${HOME}/edit/photo`);
      await olive.press('Remove the photo');
      await olive.at(HOME);
      assert.equal(await olive.page.locator(PHOTO).count(), 0);
      await olive.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
      await olive.hears('The picture is back.');
      assert.ok((await width(olive, PHOTO)) >= 300);
    },
  });
}
