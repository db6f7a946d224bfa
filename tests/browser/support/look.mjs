// Looks at a page at two widths in two themes: nothing overflows, axe-core finds nothing, and a picture is kept.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SCREENSHOTS = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));
const AXE = fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url));
const VIEWPORTS = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
const THEMES = ['light', 'dark'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Says what is wrong with what the visitor sees now; `name` names its pictures. Leaves the window as it was. */
export async function look(visitor, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const { page } = visitor;
  const before = page.viewportSize();
  const source = await readFile(AXE, 'utf8');
  const twin = visitor.javaScript ? null : await withScripts(visitor);
  const wrong = [];
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    await twin?.setViewportSize(viewport);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await twin?.emulateMedia({ colorScheme: theme });
      const where = `${name} at ${viewport.width} px, ${theme}`;
      const [wide, room] = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return [scrollWidth, clientWidth];
      });
      if (wide > room) wrong.push(`${where}: ${wide - room} px wider than the window`);
      for (const violation of await violations(twin ?? page, source)) wrong.push(`${where}: ${violation}`);
    }
    // A window as tall as the page, so that bars which stay in view stand at its ends and cover nothing.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: picture(name, viewport.width, theme), fullPage: true, animations: 'disabled' });
    }
  }
  await twin?.context().close();
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
  await contactSheet(visitor.browser, name);
  return wrong;
}

/** A picture of a page on which something failed. */
export async function lastSight(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `failed-${name.replace(/\W+/g, '-')}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

function picture(name, width, theme) {
  return join(SCREENSHOTS, `${name}-${width}-${theme}.png`);
}

async function violations(page, source) {
  const found = await runAxe(page, source);
  return found.map(({ id, help, nodes }) => `axe ${id} (${help}): ${nodes.join(' | ')}`);
}

/** Evaluated through the debugger, so the page's content security policy stays in force. */
async function runAxe(page, source) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  return page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`),
    }));
  }, RULES);
}

/** axe needs scripts: the same markup in a second window, whose own scripts are all empty. */
async function withScripts({ context, page, browser }) {
  const twin = await browser.newContext({ reducedMotion: 'reduce' });
  await twin.addCookies(await context.cookies());
  const second = await twin.newPage();
  const body = await page.content();
  await second.route('**/*', (route) => {
    if (route.request().isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body });
    if (route.request().resourceType() === 'script') return route.fulfill({ contentType: 'text/javascript', body: '' });
    return route.continue();
  });
  await second.goto(page.url());
  return second;
}

/** All four pictures of a page on one sheet, drawn by the browser itself. */
async function contactSheet(browser, name) {
  const file = join(SCREENSHOTS, `.sheet-${name}.html`);
  const figures = VIEWPORTS.flatMap(({ width }) =>
    THEMES.map((theme) => {
      const source = pathToFileURL(picture(name, width, theme)).href;
      return `<figure class="w${width}"><img src="${source}" alt=""><figcaption>${width} ${theme}</figcaption></figure>`;
    }),
  );
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><title>${name}</title><style>
      body { margin: 16px; background: #777; color: #fff; font: 14px system-ui, sans-serif; display: flex; gap: 16px;
             align-items: start; width: max-content; }
      figure { margin: 0; } img { display: block; } .w1280 img { width: 720px; } .w390 img { width: 300px; }
    </style>${figures.join('')}`,
  );
  const page = await browser.newPage({ viewport: { width: 2140, height: 600 } });
  try {
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: join(SCREENSHOTS, `sheet-${name}.png`), fullPage: true });
  } finally {
    await page.close();
    await rm(file);
  }
}
