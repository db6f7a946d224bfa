// A person in front of a browser. Whatever goes wrong behind their back is kept and fails the step.
import assert from 'node:assert/strict';

const IMPATIENCE_MS = 30_000;
/** How browsers say that nothing listens any more, or that it does not take anybody more. */
const NOBODY = /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|response code: 503/;

export class Visitor {
  #problems = [];
  /** Requests that were given up because their page was left. */
  #left = 0;
  #expected = new Set();
  #serverIsGone = false;

  /** A new browser profile: no cookies, English, no preference for a theme. */
  static async arrive(browser, site, { javaScript = true } = {}) {
    const visitor = new Visitor();
    visitor.site = site;
    visitor.browser = browser;
    visitor.javaScript = javaScript;
    visitor.context = await browser.newContext({
      javaScriptEnabled: javaScript,
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      // As with a window: what says that it has none is taken for a machine, and its looks do not count.
      userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`,
      reducedMotion: 'reduce',
    });
    visitor.context.setDefaultTimeout(IMPATIENCE_MS);
    visitor.#watch(visitor.context);
    visitor.page = await visitor.context.newPage();
    return visitor;
  }

  async goto(path) {
    const answer = await this.page.goto(new URL(path, this.site).href);
    if (answer.status() >= 400 && !this.#expected.has(answer.status())) {
      assert.fail(`${path} answered ${answer.status()}`);
    }
    return answer;
  }

  /** Waits until the address bar shows this path (a text, or an expression for path and query). */
  async at(path) {
    await this.page.waitForURL((url) =>
      typeof path === 'string' ? url.pathname === path : path.test(url.pathname + url.search),
    );
  }

  /** Fills in a form by its fields' names; true and false tick and untick, and a choice is picked by its value. */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.page.locator(`main [name="${name}"]`);
      const kind = await field.first().evaluate((element) => element.type ?? '');
      if (kind === 'radio') await field.and(this.page.locator(`[value="${value}"]`)).check();
      else if (kind === 'checkbox') await field.setChecked(value);
      else if (kind.startsWith('select')) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Presses the button with this name in the main part of the page. */
  async press(name) {
    await this.page.getByRole('main').getByRole('button', { name }).click();
  }

  /** Follows the link with this name. */
  async follow(name, within = this.page.getByRole('main')) {
    await within.getByRole('link', { name }).first().click();
  }

  /** Passes if the page shows this text. */
  async sees(text) {
    await this.page.getByRole('main').getByText(text).first().waitFor();
  }

  /** Passes if the page announces this. */
  async hears(text) {
    await this.page.getByRole('status').getByText(text, { exact: true }).waitFor();
  }

  /** Answers with this status are no problem while `doing` runs. */
  async expecting(status, doing) {
    this.#expected.add(status);
    try {
      return await doing();
    } finally {
      this.#expected.delete(status);
    }
  }

  /** From now on it is no problem that nobody answers: open pages go on looking for the server. */
  expectNobody() {
    this.#serverIsGone = true;
  }

  /** Keeps problems for the end of the step. */
  note(...problems) {
    this.#problems.push(...problems);
  }

  /** What was noted since the last call: also console errors, CSP violations, failed requests and 5xx. */
  takeProblems() {
    // Of a fetch that was given up htmx complains as of one that failed.
    const left = (line) => /^console: .*Failed to fetch/.test(line) && this.#left > 0 && (this.#left -= 1) >= 0;
    return this.#problems.splice(0).filter((line) => !left(line));
  }

  #watch(context) {
    context.on('weberror', (error) => this.note(`uncaught: ${error.error().stack}`));
    context.on('console', (message) => {
      if (message.type() !== 'error' && !/Content Security Policy|violates/.test(message.text())) return;
      const status = /the server responded with a status of (\d+)/.exec(message.text());
      if (status && this.#expected.has(Number(status[1]))) return;
      if (this.#serverIsGone && NOBODY.test(message.text())) return;
      this.note(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A page that is left while it still loads gives up its requests: no problem.
      if (why === 'net::ERR_ABORTED') this.#left += 1;
      else if (!(this.#serverIsGone && NOBODY.test(why))) this.note(`request failed: ${request.method()} ${request.url()}: ${why}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 500) this.note(`${response.status()} from ${response.request().method()} ${response.url()}`);
    });
  }
}
