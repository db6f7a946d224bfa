// A journey: steps in order through one running site, each a test of its own.
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { lastSight, look } from './look.mjs';
import { Server } from './server.mjs';
import { Visitor } from './visitor.mjs';

const DATABASE = process.env.ATHENA_TEST_DATABASE ?? 'sqlite';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
// Names under .test belong to nobody: nobody is asked about them.
const QUIET = ['--disable-background-networking', '--disable-component-update', '--host-resolver-rules=MAP *.test ~NOTFOUND'];

/** A browser. Chromium itself now and then dies while it starts, before any page of ours: then another one is started. */
async function launch(tries = 3) {
  try {
    return await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [...FLAGS, ...QUIET],
    });
  } catch (error) {
    if (tries === 1) throw error;
    return launch(tries - 1);
  }
}

/** The running site and who is in front of it. */
class World {
  visitors = [];

  constructor(settings) {
    this.settings = settings;
  }

  async start(isDemo) {
    this.server = await Server.start({
      binary: process.env.ATHENA_BINARY ?? 'target/debug/athena',
      database: DATABASE,
      smtpPort: process.env.ATHENA_TEST_SMTP,
      settings: this.settings,
      isDemo,
    });
    this.site = this.server.url;
    this.browser = await launch();
  }

  async visitor(options) {
    const visitor = await Visitor.arrive(this.browser, this.site, options);
    this.visitors.push(visitor);
    return visitor;
  }

  /** Looks and pictures are the same on both databases: once is enough. */
  async look(visitor, name) {
    if (DATABASE === 'sqlite') visitor.note(...(await look(visitor, name)));
  }

  async close() {
    await this.browser?.close();
    await this.server?.remove();
  }
}

/**
 * Runs `steps`, an object of functions of the world, in their order, through an empty site or the demo. What goes wrong
 * behind a page fails its step; a step that cannot be walked to its end also skips those after it. The last step is the
 * server's end. `settings` are of the server, by their names in the environment.
 */
export function journey(name, steps, { settings = {}, isDemo = false } = {}) {
  describe(name, { concurrency: false }, () => {
    const world = new World(settings);
    let broken = false;
    const step = (title, run) =>
      it(title, { timeout: 120_000 }, async (t) => {
        if (broken) return t.skip('an earlier step failed');
        broken = true;
        try {
          await run();
        } catch (error) {
          throw await explained(error, title);
        }
        broken = false;
        const wrong = problems();
        if (wrong) throw new Error(`behind the page:\n${wrong}`);
      });

    before(() => world.start(isDemo));
    after(() => world.close());
    for (const [title, run] of Object.entries(steps)) step(title, () => run(world));
    step('the server ends within ten seconds', () => {
      for (const visitor of world.visitors) visitor.expectNobody();
      return world.server.stop();
    });

    function problems() {
      return world.visitors.flatMap((visitor) => visitor.takeProblems()).join('\n');
    }

    async function explained(error, title) {
      const sights = [];
      for (const { page } of world.visitors) {
        sights.push(`${page.url()} in ${await lastSight(page, `${name} ${title}`).catch((error) => error.message)}`);
      }
      const log = world.server?.log.slice(-15).join('\n');
      return new Error(`${error.stack}\nat ${sights.join('\nat ')}\n${problems()}\nthe server's last words:\n${log}`);
    }
  });
}
