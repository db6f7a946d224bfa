// The control: each vector where nothing escapes it, so that a harness that sees nothing cannot pass for a safe site.
//
// The answer of a real page is rewritten on its way to the browser: in place of somebody's headline stands the vector,
// raw, within what it is made to break out of.
import { Eyes } from './eyes.mjs';
import { VECTORS } from './vectors.mjs';

/** What the headline is that is replaced. */
export const PLAIN = 'Plain as a pikestaff';
const PATIENCE_MS = 1_500;

/** A page of the site, as served, with a place in it. */
export async function rawPage(site, path) {
  const answer = await fetch(site + path);
  const html = await answer.text();
  const at = html.lastIndexOf(PLAIN, html.indexOf('</main>'));
  if (at < 0) throw new Error(`${path} does not show the headline`);
  const policy = answer.headers.get('content-security-policy');
  // Style sheets, pictures and what surrounds the page change nothing, and the scripts only where they are attacked.
  const bare = html.slice(0, at).replace(/<link [^>]*>|<svg class="icon[^]*?<\/svg>/g, '');
  const mute = bare.replace(/<script [^]*?<\/script>/g, '').replace(/(?<=<body>)[^]*(?=<main)/, '');
  const after = html.slice(at + PLAIN.length);
  return { policy, before: { bare, mute }, after: { bare: after, mute: after.replace(/(?<=<\/main>)[^]*/, '') } };
}

const PLACES = {
  html: (text) => text,
  htmx: (text) => text,
  mutated: (text) => `<div id="mutated">${text}</div>`,
  double: (text) => `<input value="${text}">`,
  single: (text) => `<input value='${text}'>`,
  bare: (text) => `<input value=${text}>`,
  href: (text) => `<a id="link" href="${text.replaceAll('"', '&quot;')}">x</a>`,
  frame: (text) => `<iframe src="${text}"></iframe>`,
  src: (text) => `<img src="${text}">`,
  style: (text) => `<div style="height:9px;background:${text}">x</div>`,
  json: (text) => `<script type="application/ld+json">{"name":"${text}"}</script>`,
  title: (text) => `<title>${text}</title>`,
  textarea: (text) => `<textarea>${text}</textarea>`,
  comment: (text) => `<!--${text}-->`,
  markdown: naive,
  decoded: (text) => text.replaceAll('&quot;', '"').replace(/&(lt|LT|#60|#x3c);/g, '<').replace(/&(gt|GT|#62|#x3e);/g, '>'),
  nfkc: (text) => text.normalize('NFKC'),
};

/** Markdown as the careless read it: the markup of others stays, and an address is whatever stands in the brackets. */
function naive(text) {
  const address = (raw) => raw.trim().replace(/ ".*?"$/, '').replace(/^<(.*)>$/, '$1');
  const references = new Map([...text.matchAll(/^\[(\w+)\]: (.*)$/gm)].map(([, name, to]) => [name, address(to)]));
  return text
    .replace(/^\[(\w+)\]: .*$/gm, '')
    .replace(/(?<!\()<(https?:|javascript:)([^>]*)>/gi, '<a href="$1$2">x</a>')
    .replace(/(?<=^| )(https:[^ ]*)/g, '<a href="$1">x</a>')
    .replace(/!\[([^\]]*)\]\((.*?)\)(?=$|\])/g, (_, alt, to) => `<img alt="${alt}" src="${address(to)}">`)
    .replace(/!\[([^\]]*)\]\[(\w+)\]/g, (_, alt, name) => `<img alt="${alt}" src="${references.get(name)}">`)
    .replace(/\[(.*?)\]\((.*)\)/g, (_, words, to) => `<a href="${address(to)}">${words}</a>`)
    .replace(/\[(.*?)\]\[(\w+)\]/g, (_, words, name) => `<a href="${references.get(name)}">${words}</a>`)
    .replace(/\[(\w+)\]/g, (whole, name) => (references.has(name) ? `<a href="${references.get(name)}">x</a>` : whole));
}

/** A browser in which `path` is answered with the vector that its query names. With the policy that the page has, or none. */
export async function rawEyes(world, page, path, options) {
  const eyes = await Eyes.open(world, null, options);
  const policy = options.policy && { 'content-security-policy': page.policy };
  await eyes.page.route((url) => url.searchParams.has('raw'), (route) => {
    const { place, text } = VECTORS[new URL(route.request().url()).searchParams.get('raw') - 1];
    const around = place === 'htmx' ? 'bare' : 'mute';
    const body = page.before[around] + PLACES[place](text) + page.after[around];
    return route.fulfill({ headers: { 'content-type': 'text/html; charset=utf-8', ...policy }, body });
  });
  return eyes;
}

/** Shows a vector raw, does what a reader may do, and says what came of it. */
export async function shown(eyes, path, vector, options) {
  // A browser that is busy, or still leaving the page before, may miss it.
  for (let tries = 1; ; tries += 1) {
    const came = await shownOnce(eyes, path, vector, options);
    if (tries === 3 || came.isSeen) return came;
  }
}

async function shownOnce(eyes, path, { number, effect }, { policy }) {
  // Some leave the page, and are told apart from the next by their number.
  await eyes.page.goto('about:blank').catch(() => undefined);
  for (const list of [eyes.wrong, eyes.ran, eyes.asked, eyes.violations]) list.length = 0;
  await eyes.page.goto(`${path}?raw=${number}`).catch(() => undefined);
  const made = await eyes.page.evaluate(act).catch(() => 0);
  const of = (list) => list.filter((other) => other === number).length;
  const isSeen = {
    runs: () => (policy ? eyes.violations.length > 0 : of(eyes.ran) > 0),
    asks: () => (policy ? eyes.violations.length > 0 : of(eyes.asked) > 0),
    goes: () => of(eyes.asked) > 0,
  }[effect] ?? (() => true);
  for (const end = Date.now() + PATIENCE_MS; !isSeen() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
  return { isSeen: isSeen(), ran: of(eyes.ran), asked: of(eyes.asked), violations: eyes.violations.length, made };
}

/** In the page: everything that can be clicked is, whatever has a handler is told that it happened. */
async function act() {
  // Not from the document: some vectors take its functions away.
  const all = (selector) => [...Document.prototype.querySelectorAll.call(document, selector)];
  // Written out and read again, as whoever cleans markup and puts it in does.
  if (all('#mutated').length) for (let times = 0; times < 3; times += 1) all('main')[0].innerHTML += '';
  await new Promise((resolve) => setTimeout(resolve));
  const made = all('[hit]').length;
  for (const one of all('*')) {
    for (const { name } of [...one.attributes]) if (/^on/.test(name)) one.dispatchEvent(new Event(name.slice(2), { bubbles: false }));
  }
  for (const one of all('main :is(a, area, button, input[type=submit], input[type=image], [hx-get], [hx-on\\:click])')) {
    if (/^\/(?!\/)|^#/.test(one.getAttribute('href') ?? '') || /^\/(?!\/)/.test(one.getAttribute('action') ?? '')) continue;
    one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
  }
  return made;
}

