// One athena process with its own empty data directory, on SQLite or in a fresh PostgreSQL database.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const START_MS = 60_000;
/** Its pictures are drawn by threads that give way to everything else. */
const DEMO_MS = 600_000;
const STOP_MS = 10_000;

export class Server {
  /** Everything the process has said, line by line. */
  log = [];
  #process;
  #exit;
  #data;
  #waiting = [];
  #patience = START_MS;

  /** Starts the server, or a demo, and waits until it says that it is ready. */
  static async start({ binary, database, smtpPort, settings = {}, isDemo = false }) {
    const server = new Server();
    if (isDemo) server.#patience = DEMO_MS;
    server.#data = await mkdtemp(join(tmpdir(), 'athena-browser-'));
    const env = {
      PATH: process.env.PATH,
      HOME: server.#data,
      ATHENA_TEST_RUN: process.env.ATHENA_TEST_RUN ?? '',
      ATHENA_MAIL: `smtp://127.0.0.1:${smtpPort}`,
      ATHENA_DATABASE: isDemo ? 'sqlite' : await freshDatabase(database),
      ...settings,
    };
    const args = [isDemo ? 'demo' : 'serve', '--data', server.#data, '--listen', '127.0.0.1:0'];
    server.#process = spawn(binary, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    server.#exit = once(server.#process, 'exit');
    for (const stream of [server.#process.stdout, server.#process.stderr]) {
      createInterface({ input: stream }).on('line', (line) => server.#heard(line));
    }
    [server.url] = await server.said(/http:\/\/localhost:\d+/);
    await server.#ready();
    return server;
  }

  /** The match of the first log line that fits, already written or still to come. */
  async said(pattern) {
    for (const line of this.log) {
      const match = pattern.exec(line);
      if (match) return match;
    }
    const match = new Promise((resolve, reject) => {
      this.#waiting.push({ pattern, resolve });
      this.#exit.then(([code]) => reject(new Error(`athena ended with ${code}:\n${this.log.join('\n')}`)), reject);
    });
    return within(this.#patience, match, () => `athena never said ${pattern}:\n${this.log.join('\n')}`);
  }

  /** Asks the process to end, and fails if it has not ended well after ten seconds. */
  async stop() {
    this.#process.kill('SIGTERM');
    const [code, signal] = await within(STOP_MS, this.#exit, () => 'athena still runs 10 s after SIGTERM');
    if (code !== 0) throw new Error(`athena ended with ${code ?? signal} after SIGTERM:\n${this.log.slice(-20).join('\n')}`);
  }

  /** Leaves nothing behind, whatever happened before. */
  async remove() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGKILL');
      await this.#exit;
    }
    await rm(this.#data, { recursive: true, force: true });
  }

  #heard(line) {
    this.log.push(line);
    this.#waiting = this.#waiting.filter(({ pattern, resolve }) => {
      const match = pattern.exec(line);
      if (match) resolve(match);
      return !match;
    });
  }

  async #ready() {
    const deadline = Date.now() + START_MS;
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`/readyz never answered 200:\n${this.log.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** For PostgreSQL, a database of one's own beside the one the address names. */
async function freshDatabase(database) {
  if (database === 'sqlite') return database;
  const address = new URL(database);
  const name = `browser_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await promisify(execFile)('createdb', ['-h', address.hostname, '-p', address.port, '-U', address.username, name]);
  address.pathname = `/${name}`;
  return address.href;
}

function within(milliseconds, promise, complaint) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint())), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
