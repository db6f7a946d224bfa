// Scripts of others do not run (R36): hundreds of vectors in every field that people fill in, looked at in a browser on
// every page that shows them. As served; without the content security policy, so that escaping alone must hold; and with
// one field that is not escaped, so that the policy alone must.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { PLAIN, rawEyes, rawPage, shown } from './support/control.mjs';
import { Eyes } from './support/eyes.mjs';
import { journey } from './support/journey.mjs';
import { mails } from './support/mails.mjs';
import {
  arrive, ASKED, cast, fillEverything, firstTurn, FORMS, founder, FRAGMENTS, NO_FIELDS, NO_PAGES, PAGES, renamed, token,
} from './support/scripting.mjs';
import { VECTORS } from './support/vectors.mjs';

/** The numbers of the vectors that were read as words. */
const words = new Set();
/** The text fields that were seen, and where. */
const fields = new Map();
let people;
let looks = 0;

/** Browsers of everybody who looks at pages, each doing its own list; what they found. */
async function everybody(world, lists, options) {
  const wrong = [];
  const one = async (who) => {
    const eyes = await Eyes.open(world, who === 'guest' ? null : people[who], { ...options, who });
    for (const doing of lists.get(who)) await doing(eyes);
    wrong.push(...eyes.takeWrong());
    for (const [key, where] of eyes.fields) fields.set(key, where);
    for (const number of eyes.words) words.add(number);
    looks += eyes.seen.length;
    await eyes.close();
  };
  // Two at once, for two cores.
  const waiting = [...lists.keys()];
  const worker = async () => {
    for (let who = waiting.shift(); who; who = waiting.shift()) await one(who);
  };
  await Promise.all([worker(), worker()]);
  return wrong;
}

const put = (lists, who, doing) => lists.set(who, [...(lists.get(who) ?? []), doing]);

/** Every page, for everybody who may see it. */
function allPages() {
  const lists = new Map();
  for (const [, whose, paths] of PAGES)
    for (const who of whose) for (const path of paths(people)) put(lists, who, (eyes) => eyes.visit(path));
  return lists;
}

/** The vectors in parts of so many characters. */
function parts(most) {
  const all = [[]];
  let length = 0;
  for (const { text } of VECTORS) {
    if (length + text.length > most && all.at(-1).length) {
      all.push([]);
      length = 0;
    }
    all.at(-1).push(text);
    length += text.length + 1;
  }
  return all.map((part) => part.join(' '));
}

/** A form in which every text is longer than it may be, as often as it takes to have had every vector in every field. */
function overlong({ fields, numbers = [] }) {
  const names = [...Object.keys(fields), ...numbers];
  const pieces = parts(Math.floor(90_000 / names.length));
  return pieces.map((_, turn) =>
    Object.fromEntries(names.map((name, n) => [name, `${pieces[(n + turn) % pieces.length]} ${'x'.repeat(fields[name]?.most ?? 9)}`])),
  );
}

const nothing = (wrong) => assert.equal([...new Set(wrong)].slice(0, 40).join('\n'), '');

/** All pages, in two steps. */
function pass(how, options) {
  const only = (...whose) => new Map([...allPages()].filter(([who]) => whose.includes(who)));
  return {
    [`${how}, pages run nothing for guests and authors`]: async (world) =>
      nothing(await everybody(world, only('guest', 'author', 'introduced'), options)),
    [`${how}, pages run nothing for readers and staff`]: async (world) =>
      nothing(await everybody(world, only('reader', 'operator'), options)),
  };
}

const SETTINGS = { ATHENA_REQUESTS_PER_ADDRESS: '0', ATHENA_REQUESTS_PER_MEMBER: '0' };

/** The vectors of a control, by two who look at once: what each did. */
async function controlled(world, path, options) {
  const page = await rawPage(world.site, path);
  // Whatever neither runs nor asks is nothing for a policy.
  const waiting = VECTORS.filter(({ effect }) => !options.policy || ['runs', 'asks', 'goes'].includes(effect));
  const outcome = new Map();
  const worker = async () => {
    const eyes = await rawEyes(world, page, path, options);
    for (let vector = waiting.shift(); vector; vector = waiting.shift())
      outcome.set(vector, await shown(eyes, world.site + path, vector, options));
    await eyes.close();
  };
  await Promise.all([worker(), worker()]);
  return outcome;
}

/** The page of somebody whose headline is replaced. */
let control;

const told = ([{ number, group, effect, text }, what]) => `${number} (${group}) ${text}\n   ${effect}: ${JSON.stringify(what)}`;

/** Fails with the vectors of which this is not so. */
function eachOf(outcome, isSo) {
  assert.equal([...outcome].filter(([vector, what]) => !isSo(vector, what)).map(told).join('\n'), '');
}

journey('scripting control', {
  'raw and without the policy, each vector does what it is for': async (world) => {
    await founder(world);
    const plain = await arrive(world, 'plain@example.org', () => 'Petra Plain');
    await plain.post(`/in/${plain.handle}/edit`, { headline: PLAIN });
    control = `/in/${plain.handle}`;
    eachOf(await controlled(world, control, { policy: false }), ({ effect }, { ran, asked, made }) => {
      if (effect === 'runs') return ran > 0;
      if (effect === 'asks' || effect === 'goes') return asked > 0 && ran === 0;
      return effect === 'varies' || (ran === 0 && asked === 0 && (effect === 'makes') === made > 0);
    });
  },

  'raw, the policy alone lets none of them run, and says so': async (world) => {
    eachOf(await controlled(world, control, { policy: true }), ({ effect }, { ran, asked, violations }) => {
      // To follow a link, or a meta element, is nothing that a policy can forbid.
      if (effect === 'goes') return ran === 0;
      return ran === 0 && asked === 0 && violations > 0;
    });
  },
}, { settings: SETTINGS });

journey('scripting', {
  'a community is made of vectors': async (world) => {
    people = await cast(world);
    await fillEverything(world, people);
  },

  ...pass('as served', {}),
  ...pass('without the policy', { policy: false }),

  'what was typed and refused comes back as words': async (world) => {
    const lists = new Map();
    for (const form of FORMS) {
      const turn = form.typed?.(people) ?? (await firstTurn(form, people));
      assert.ok(turn, `nobody fills in ${form.action}`);
      const who = Object.keys(people).find((name) => people[name] === turn.by) ?? 'guest';
      for (const values of overlong(form)) put(lists, who, (eyes) => eyes.send(turn.to, { ...turn.rest, ...renamed(values, turn.called) }, 422));
    }
    // A form is sent from a page.
    for (const list of lists.values()) list.unshift((eyes) => eyes.visit('/about'));
    nothing(await everybody(world, lists, { policy: false }));
    nothing(await everybody(world, new Map([...lists].map(([who, list]) => [who, list.slice(0, 12)])), {}));
  },

  'addresses that carry words show them as words': async (world) => {
    const lists = new Map();
    const pieces = parts(140).map(encodeURIComponent);
    ASKED.forEach(([path, who, statuses], number) => {
      // A search shows them where a refused form does, in which all of them have been.
      const some = pieces.filter((_, n) => (path === '/admin/companies?q={}' ? n % 3 === 0 : n % 70 === (3 * number) % 70));
      for (const piece of some) put(lists, who, (eyes) => eyes.visit(path.replaceAll('{}', piece).replace('{reader}', people.reader.handle), statuses));
    });
    nothing(await everybody(world, lists, { policy: false }));
    const few = new Map([...lists].map(([who, list]) => [who, list.filter((_, n) => n % 8 === 0)]));
    nothing(await everybody(world, few, {}));
  },

  'cookies that somebody else has set show as words': async (world) => {
    for (const policy of [true, false]) {
      const eyes = await Eyes.open(world, null, { policy });
      for (const value of parts(1500)) {
        const names = ['sent', 'toast', 'language', 'theme', 'joining'];
        await eyes.context.addCookies(names.map((name) => ({ name, value: encodeURIComponent(value), url: world.site })));
        for (const path of ['/join/sent', '/forgot/sent']) await eyes.visit(path);
      }
      nothing(eyes.takeWrong());
      await eyes.close();
    }
  },

  'fragments that htmx puts in run nothing': async (world) => {
    for (const policy of [true, false]) {
      const lists = new Map();
      const asked = encodeURIComponent(parts(100)[7]);
      for (const [, who, paths] of FRAGMENTS) for (const path of paths(people, asked)) put(lists, who, (eyes) => eyes.fragment(path));
      // A form that was refused comes back the same way.
      const { author } = people;
      for (const form of FORMS.filter(({ also }) => also).slice(0, 3)) {
        const to = form.action.replace('{handle}', author.handle);
        const [values] = overlong(form);
        put(lists, 'author', (eyes) => eyes.fragment(to, { method: 'POST', values: { ...values, request_id: token() } }));
      }
      for (const list of lists.values()) list.unshift((eyes) => eyes.visit('/feed'));
      nothing(await everybody(world, lists, { policy }));
    }
  },

  'mails run nothing in a browser': async (world) => {
    const eyes = await Eyes.open(world, null, { who: 'a mail program' });
    const received = await mails(world.site);
    assert.ok(received.length > 20, 'mails were sent');
    assert.ok(received.some(({ html }) => html.includes('hit(0)')), 'they carry names');
    for (const mail of received) await eyes.text(mail.html, `the mail “${mail.subject}”`);
    nothing(eyes.takeWrong());
    await eyes.close();
  },

  'a file is called what it is called': async (world) => {
    const eyes = await Eyes.open(world, people.author, {});
    for (const kind of ['photo', 'cover']) {
      await eyes.visit(`/in/${people.author.handle}/edit/${kind}`);
      const name = `${parts(120)[kind.length]}"><img src=x onerror=hit(0)>.png`;
      await eyes.page.locator('[name="file"]').setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from('<svg onload="hit(0)"/>') });
      await Promise.all([eyes.page.waitForEvent('load'), eyes.page.locator('form[data-crop] [type=submit]').click()]);
      await eyes.looks(`the answer to a file called ${name}`);
    }
    nothing(eyes.takeWrong().filter((what) => !what.includes('422')));
    await eyes.close();
  },

  'every vector has been in names, headlines and the words of the community': async (world) => {
    const forms = FORMS.filter(({ again }) => again);
    const { filler, authors } = people;
    const left = () => filler.deck(forms[1], 'name').left() + filler.deck(forms[1], 'headline').left();
    const [reader, guest] = await Promise.all([Eyes.open(world, people.reader, { policy: false }), Eyes.open(world, null, { policy: false })]);
    for (let round = 0; left() && round < 40; round += 1) {
      for (const form of forms) await filler.fillAll(form, people);
      const { handle } = authors[round % authors.length];
      await Promise.all([
        reader.visit('/people').then(() => reader.visit(`/in/${handle}`)),
        guest.visit('/').then(() => guest.visit(round % 2 ? '/about' : `/in/${handle}`)),
      ]);
    }
    nothing([...reader.takeWrong(), ...guest.takeWrong()]);
    assert.equal(left(), 0);
    await reader.close();
    await guest.close();
  },

  'no page and no field was left out': async () => {
    const matrix = await readFile(new URL('../it/matrix.rs', import.meta.url), 'utf8');
    const routes = new Set([...matrix.matchAll(/^GET +(\S+)/gm)].map(([, path]) => path));
    const known = new Set([...PAGES, ...FRAGMENTS].map(([path]) => path));
    const left = [...routes].filter((path) => !known.has(path) && !(path in NO_PAGES));
    assert.deepEqual(left, [], 'in the matrix, but neither in PAGES or FRAGMENTS nor in NO_PAGES of support/scripting.mjs');
    const gone = [...known, ...Object.keys(NO_PAGES)].filter((path) => !routes.has(path));
    assert.deepEqual(gone, [], 'in support/scripting.mjs, but no longer in the matrix');

    const fits = (pattern, path) => new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
    // What a picture shows is called by the picture.
    const isFilled = (path, called, name = called.replace(/^alt-\w+$/, 'alt')) =>
      FORMS.some(({ action, also, fields, numbers = [] }) => (name in fields || numbers.includes(name)) && (fits(action, path) || (also && fits(also, path)))) ||
      ASKED.some(([asked]) => fits(asked.replace(/=.*/, '=').replace('?', '.'), `${path}?${name}=`)) ||
      NO_FIELDS.some(([action, field]) => field === name && fits(action, path));
    const bare = [...fields].filter(([field]) => !isFilled(...field.split(' '))).map(([field, where]) => `${field} on ${where}`);
    assert.deepEqual(bare, [], 'text fields that are in no line of FORMS in support/scripting.mjs');

    // Nothing ran because it stood there as words, and not because it did not stand there.
    const unread = VECTORS.filter(({ number, text }) => text.includes(number) && !words.has(number)).map(({ text }) => text);
    assert.deepEqual(unread, [], 'vectors that no page has shown');

    // There are at most twelve reactions, each with a name that holds one: all it takes is typed, refused and given back.
    const few = ['/admin/reactions name'];
    const thin = people.filler.coverage().filter(({ key, placed }) => placed < 20 && !few.includes(key));
    assert.deepEqual(thin, [], 'fields that hardly any vector has been in');
    const full = people.filler.coverage().filter(({ placed, of }) => placed === of).length;
    const { sent, refused } = people.filler;
    console.log(`${VECTORS.length} vectors; ${people.filler.coverage().length} fields, ${full} of them with every vector they take`);
    console.log(`${sent} forms sent, ${refused} texts refused, ${looks} pages looked at`);
  },
}, { settings: SETTINGS });
