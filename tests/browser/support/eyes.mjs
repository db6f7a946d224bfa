// A browser that notices when words of a member do more than stand there.
import { CANARY } from './vectors.mjs';

const IMPATIENCE_MS = 30_000;

export class Eyes {
  /** What happened that must not, in words. */
  wrong = [];
  /** The numbers of the vectors that ran. */
  ran = [];
  /** The numbers of those that asked the canary's host for something. */
  asked = [];
  /** What the policy has stopped. */
  violations = [];
  /** The numbers of those that stood somewhere as words. */
  words = new Set();
  /** What was looked at. */
  seen = [];
  /** The text fields that stood there, `action name`, and where. */
  fields = new Map();

  /** Somebody's browser: signed in as `member`, or as nobody. `policy: false` takes the content security policy away. */
  static async open(world, member, { policy = true, who = member ? 'a member' : 'a guest' } = {}) {
    const eyes = new Eyes();
    eyes.site = world.site;
    eyes.who = policy ? who : `${who}, without the policy,`;
    eyes.context = await world.browser.newContext({
      bypassCSP: !policy,
      storageState: await member?.api.storageState(),
      viewport: { width: 640, height: 480 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    eyes.context.setDefaultTimeout(IMPATIENCE_MS);
    await eyes.context.exposeBinding('hit', (_, number) => eyes.#hit(number));
    await eyes.context.exposeBinding('reportViolation', (_, violation) => eyes.#violated(violation));
    await eyes.context.addInitScript(() => {
      const tell = window.reportViolation;
      addEventListener('securitypolicyviolation', (event) => tell(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
    });
    // Nobody answers there. What the policy stops was never asked for.
    eyes.context.on('requestfailed', (request) => request.failure()?.errorText !== 'csp' && eyes.#asks(request.url()));
    eyes.context.on('response', (response) => eyes.#asks(response.url()));
    eyes.page = await eyes.context.newPage();
    return eyes;
  }

  async close() {
    await this.context.close();
  }

  /** Goes to a page and looks at it. The answers it may have: by default what a page that is there has. */
  async visit(path, statuses = [200]) {
    this.at = path;
    const answer = await this.page.goto(this.site + path);
    if (!statuses.includes(answer.status())) this.wrong.push(`${this.who} got ${answer.status()} from ${path}`);
    await this.looks(path);
  }

  /** Sends a form as a browser does, and looks at the page that answers. */
  async send(path, fields, status) {
    this.at = path;
    const answered = this.page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === 'POST');
    const loaded = this.page.waitForEvent('load');
    await this.page.evaluate(post, [path, fields]);
    const answer = await answered;
    await loaded;
    if (answer.status() !== status) this.wrong.push(`${this.who} got ${answer.status()} for sending ${path}`);
    await this.looks(`the answer of ${path}`);
  }

  /** Has htmx put a fragment into the page that is open, and looks at it. */
  async fragment(path, { method = 'GET', values } = {}) {
    this.at = path;
    await this.page.evaluate(swapIn, [method, path, values]).catch((error) => this.wrong.push(`${this.who} could not put in ${path}: ${error.message}`));
    await this.looks(`the fragment of ${path}`);
  }

  /** Looks at what is no page of ours, such as a mail. */
  async text(html, name) {
    this.at = name;
    await this.page.setContent(html, { waitUntil: 'load' });
    await this.looks(name, { isOurs: false });
  }

  /** Looks at the page that is open. */
  async looks(where, { isOurs = true } = {}) {
    this.seen.push(where);
    const { wrong, fields, words } = await this.page.evaluate(inspect, { site: this.site, host: CANARY, isOurs }).catch((error) => ({
      // A page that goes elsewhere by itself, or on which nothing works any more, has been taken over as well.
      wrong: [`it could not be looked at: ${error.message.split('\n')[0]}`],
      fields: [],
      words: [],
    }));
    for (const number of words) this.words.add(number);
    this.wrong.push(...wrong.map((what) => `${this.who} at ${where.slice(0, 120)}: ${what}`));
    for (const [action, name] of fields) {
      const path = action.replace(this.site, '').replace(/\?.*/, '');
      this.fields.set(`${path} ${name}`, where);
    }
  }

  #hit(number) {
    this.ran.push(Number(number));
  }

  #violated(violation) {
    this.violations.push(violation);
  }

  #asks(address) {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url?.hostname === CANARY) this.asked.push(Number(/\d+/.exec(url.pathname)));
  }

  /** What must not have happened since the last call, in words. */
  takeWrong() {
    const told = [
      ...this.wrong,
      ...this.ran.map((number) => `${this.who} ran vector ${number} (at ${this.at} or before)`),
      ...this.asked.map((number) => `${this.who} asked the canary for vector ${number} (at ${this.at} or before)`),
      ...this.violations.map((violation) => `${this.who} met a violation: ${violation} (at ${this.at} or before)`),
    ];
    for (const list of [this.wrong, this.ran, this.asked, this.violations]) list.length = 0;
    return told;
  }
}

/** In the page: a form with these fields is sent. */
function post([path, fields]) {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: path, hidden: true });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}

/** In the page: what htmx does with an answer, scripts, attributes and all. */
async function swapIn([method, path, values]) {
  await window.htmx.ajax(method, path, { target: 'main', swap: 'innerHTML', values });
}

/**
 * In the page: whether there is anything that only a member's words can have made. It does not wait for something to
 * run: an attribute that could is enough. What runs by itself is told by `hit`. The same is asked of the page as it is
 * after it was written out and read again, which is how some markup wakes up.
 */
function inspect({ site, host, isOurs }) {
  const wrong = [];
  const TAGS = ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FRAME', 'FRAMESET', 'APPLET', 'MARQUEE', 'PLAINTEXT', 'XMP', 'LISTING', 'NOEMBED',
    'NOFRAMES', 'MATH', 'foreignObject', 'animate', 'set', 'animateTransform', 'discard', 'feImage', 'image', 'VIDEO', 'AUDIO'];
  // H2: of our own, on the page about blocking.
  const PROSE = { H2: [], P: [], BR: [], STRONG: [], EM: [], A: ['href', 'rel', 'class'], UL: [], OL: ['start'], LI: [], BLOCKQUOTE: [], CODE: [], BDI: [] };
  const ADDRESSES = /^(href|src|action|formaction|xlink:href|data|poster|background|srcset|ping|cite|manifest)$/;
  const scheme = (value) => /^([a-z][a-z0-9+.-]*):/.exec(value.replace(/[\u0000-\u0020]/g, '').toLowerCase())?.[1] ?? '';

  const element = (one, say) => {
    const tag = one.tagName;
    if (TAGS.includes(tag)) say(`<${tag}>`);
    if (tag === 'STYLE' && isOurs) say('a style element');
    if (tag === 'META' && one.httpEquiv) say(`<meta http-equiv=${one.httpEquiv}>`);
    if (tag === 'FORM' && new URL(one.getAttribute('action') ?? '', site).origin !== site) say(`a form for ${one.getAttribute('action')}`);
    if (tag === 'LINK' && new URL(one.getAttribute('href') ?? '', site).origin !== site) say(`a link element for ${one.getAttribute('href')}`);
    if (tag === 'SCRIPT') {
      const isData = one.type === 'application/ld+json';
      if (!isData && !one.getAttribute('src')?.startsWith('/static/')) say(`a script: ${one.outerHTML.slice(0, 80)}`);
      if (isData) {
        try {
          JSON.parse(one.textContent);
        } catch (error) {
          say(`data that cannot be read: ${error.message}`);
        }
      }
    }
    for (const { name, value } of one.attributes) {
      if (name.startsWith('hit')) say(`<${tag}> was made by vector ${value}`);
      if (/^on/i.test(name)) say(`<${tag} ${name}=${value.slice(0, 60)}>`);
      if (/^(data-)?hx-/.test(name) && (value.includes('hit(') || value.includes(host))) say(`<${tag} ${name}=${value.slice(0, 60)}>`);
      if (/^(data-)?hx-on/.test(name)) say(`<${tag} ${name}>`);
      if (name === 'style' && isOurs && /url|expression|hit|@/.test(value)) say(`<${tag} style=${value.slice(0, 60)}>`);
      if (ADDRESSES.test(name)) {
        const what = scheme(value);
        const isFine = ['', 'http', 'https', 'mailto', 'tel'].includes(what) || (what === 'data' && tag === 'IMG');
        if (!isFine) say(`<${tag} ${name}=${value.slice(0, 60)}>`);
        if (!/^(href|action)$/.test(name) && value.includes(host)) say(`<${tag} ${name}=${value.slice(0, 60)}>`);
      }
    }
  };
  const look = (root, say) => {
    for (const one of root.querySelectorAll('*')) {
      element(one, say);
      if (one.content instanceof DocumentFragment) look(one.content, say);
    }
    for (const one of root.querySelectorAll('.prose *')) {
      const allowed = PROSE[one.tagName];
      if (!allowed) say(`<${one.tagName}> in prose`);
      else for (const { name } of one.attributes) if (!allowed.includes(name)) say(`<${one.tagName} ${name}> in prose`);
    }
    for (const one of root.querySelectorAll('.prose a')) if (/x\.test/.test(one.href) && !/nofollow/.test(one.rel)) say(`a link that vouches: ${one.href}`);
  };

  look(document, (what) => wrong.push(what));
  const again = document.implementation.createHTMLDocument();
  again.body.innerHTML = document.body.innerHTML;
  look(again, (what) => wrong.includes(what) || wrong.push(`read again: ${what}`));
  if (isOurs) {
    if (document.querySelectorAll('meta[name="htmx-config"]').length !== 1) wrong.push('more than one htmx-config');
    // What scripts look for by these names is ours.
    for (const id of ['toasts', 'signed-out', 'keys', 'toast-failed', 'main', 'me-menu'])
      if (document.querySelectorAll(`[id="${id}"]`).length > 1) wrong.push(`more than one #${id}`);
    for (const name of ['getElementById', 'querySelector', 'querySelectorAll', 'body', 'createElement']) if (Object.hasOwn(document, name)) wrong.push(`document.${name} is clobbered`);
  }
  const fields = [];
  for (const field of document.querySelectorAll('main form :is(textarea, input:is(:not([type]), [type=text], [type=search], [type=url], [type=email], [type=tel]))')) {
    fields.push([field.form.action instanceof Element ? field.form.getAttribute('action') : field.form.action, field.name]);
  }
  for (const field of document.querySelectorAll('textarea[form], input[form][type=text]')) if (field.form) fields.push([field.form.action, field.name]);
  const typed = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
  const text = [document.body.textContent, ...typed].join('\n');
  const words = [...new Set([...text.matchAll(/[(+](\d+)\)|x\.test\/(\d+)|hit=(\d+)/g)].map(([, ...found]) => Number(found.find(Boolean))))];
  return { wrong, fields, words };
}
