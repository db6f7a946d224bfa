// Everything that people can write and others read, and the pages where they read it.
//
// A new field is one more line in FORMS: the form's action as it stands in tests/it/matrix.rs, its texts with their
// limits, and `each`, which says who sends it and where to. A new page is one more line in PAGES. Whoever forgets is
// told: the last test compares FORMS with the text fields of every page that was visited, and PAGES with the matrix.
import { randomBytes } from 'node:crypto';
import { request } from 'playwright-core';
import { mailedLink } from './mails.mjs';
import { VECTORS } from './vectors.mjs';

const PASSWORD = 'seven violet lanterns';
/** Two thirds are connected with the reader, the others have invited them. */
const AUTHORS = 12;
const CONNECTED = 8;
/** Entries that each author has in a section. */
const ENTRIES = 4;
const TRIES = 12;

// --- what a field takes -----------------------------------------------------------------------------------------

/** One line; what fields refuse is left out: the vectors with control characters. */
const line = (most) => ({ most, between: ' ', takes: (text) => !/\p{Cc}/u.test(text) });
/** Several lines, Markdown or not. */
const lines = (most) => ({ most, between: '\n\n', takes: (text) => !/[^\P{Cc}\n\t]/u.test(text) });
/** An address in the web: half of them are nothing but the vector, and most of those are refused. */
const address = (most) => ({ ...line(most), before: 'https://example.org/', alone: true });
/** Words with commas between them. */
const words = (most, each = most) => ({ ...line(most), between: ', ', each });

/** Hands out the vectors of a field, from the first to the last and again, as many at once as it takes. */
class Deck {
  #next = 0;
  placed = new Set();

  constructor(field) {
    this.field = field;
    this.#next = field.from ?? 0;
    this.cards = VECTORS.filter(({ text }) => field.takes(text));
  }

  /** How many have not been handed out yet. */
  left() {
    return this.cards.length - this.placed.size;
  }

  take() {
    const { most, between, before = '', each = most } = this.field;
    const cut = (text) => Array.from(text).slice(0, each - before.length).join('').trim();
    let text = '';
    for (let count = 0; count < 10 || !before; count += 1) {
      const card = this.cards[this.#next % this.cards.length];
      const piece = (before && this.#next % 5 ? before : '') + cut(between === ', ' ? card.text.replaceAll(',', '') : card.text);
      const longer = text ? text + between + piece : piece;
      if (Array.from(longer).length > most && text) break;
      this.#next += 1;
      this.placed.add(card.number);
      text = Array.from(longer).slice(0, most).join('').trim();
      if (before || (between === ', ' && text.split(', ').length >= 9)) break;
    }
    return text;
  }
}

// --- the forms --------------------------------------------------------------------------------------------------

const EVERYONE = Object.fromEntries(
  ['photo', 'headline', 'pronouns', 'location', 'about', 'links', 'experience', 'education', 'licences', 'courses', 'honours',
    'volunteering', 'featured', 'projects', 'publications', 'skills', 'languages'].map((part) => [`${part}_audience`, 'everyone']),
);
const LINE = line(150);
const SUMMARY = lines(2000);
/** The options of a poll are different ones, so each begins elsewhere among the vectors. */
const OPTIONS = Object.fromEntries([1, 2, 3, 4].map((number) => [`option_${number}`, { ...line(60), from: 40 * number }]));
const ROUNDS = 6;
const START = { start_year: '2001', start_month: '2' };
/** The sections of a profile: their texts, and what else their forms want. */
const SECTIONS = {
  featured: [{ title: LINE, url: address(500), remark: LINE }, { url: 'https://example.org/' }],
  experience: [
    { title: LINE, organisation: LINE, location: line(100), summary: SUMMARY, points: SUMMARY, url: address(500) },
    { ...START, is_current: 'true', is_listed: 'true', choice: 'full-time' },
  ],
  education: [
    { organisation: LINE, title: LINE, subtitle: LINE, detail: LINE, remark: LINE, summary: SUMMARY, points: SUMMARY, url: address(500) },
    { is_listed: 'true' },
  ],
  licences: [{ title: LINE, organisation: LINE, detail: LINE, url: address(500) }, {}],
  projects: [
    { title: LINE, subtitle: LINE, organisation: LINE, remark: LINE, summary: SUMMARY, points: SUMMARY, keywords: words(300), url: address(500) },
    {},
  ],
  volunteering: [{ title: LINE, organisation: LINE, subtitle: LINE, summary: SUMMARY, points: SUMMARY, url: address(500) }, {}],
  skills: [{ title: LINE, keywords: words(300) }, {}],
  publications: [{ title: LINE, organisation: LINE, url: address(500), summary: SUMMARY }, {}],
  courses: [{ title: LINE, organisation: LINE, detail: LINE, url: address(500) }, {}],
  honours: [{ title: LINE, organisation: LINE, summary: SUMMARY }, {}],
  languages: [{ title: LINE }, { choice: 'native' }],
  contact: [{ title: LINE, subtitle: LINE }, { choice: 'messenger', audience: 'everyone' }],
};

/** The sections whose entries begin or end in a year. */
const YEARS = {
  start_year: ['experience', 'education', 'licences', 'projects', 'volunteering', 'publications', 'honours'],
  end_year: ['experience', 'education', 'licences', 'projects', 'volunteering'],
};

const section = ([name, [fields, rest]]) => ({
  action: `/in/{handle}/edit/${name}`,
  also: `/in/{handle}/edit/${name}/{id}`,
  fields,
  numbers: ['start_year', 'end_year'].filter((year) => YEARS[year].includes(name)),
  *each({ authors }) {
    for (let count = 0; count < ENTRIES; count += 1)
      for (const author of authors) yield { by: author, to: `/in/${author.handle}/edit/${name}`, rest: { ...rest, request_id: token() } };
  },
});

/**
 * The forms in the order in which they are filled in. `fields` are the texts. `each` yields who sends it (`by`), where
 * `to`, the `rest` of the form, and what a field is `called` there, if that is another name for each. `again`: cheap enough, and seen by so many, that it is filled in until every vector
 * has been in it. `typed` is a turn in which all of them are typed, to be refused and given back; else the first of `each`.
 * `numbers` are fields where words are never taken, but given back.
 */
export const FORMS = [
  {
    action: '/admin/settings',
    fields: { community: line(60), tagline: line(160), about: lines(4000) },
    again: true,
    *each({ operator }) {
      yield { by: operator, to: '/admin/settings', rest: { accent: '#336699', registration: 'open' } };
    },
  },
  {
    action: '/in/{handle}/edit',
    fields: {
      name: line(80), pronouns: line(40), headline: line(220), about: lines(2600), location: line(100),
      ...Object.fromEntries([1, 2, 3, 4, 5].flatMap((n) => [[`label_${n}`, line(60)], [`url_${n}`, address(500)]])),
    },
    again: true,
    *each({ authors }) {
      for (const author of authors) yield { by: author, to: `/in/${author.handle}/edit`, rest: {} };
    },
  },
  {
    action: '/settings/open-to/{kind}',
    fields: { work_line: line(120) },
    again: true,
    *each({ authors }) {
      for (const author of authors) yield { by: author, to: '/settings/open-to/work', rest: { work_audience: 'everyone' } };
    },
  },
  {
    action: '/settings/open-to/{kind}',
    fields: { hiring_line: line(120) },
    again: true,
    *each({ authors }) {
      for (const author of authors) yield { by: author, to: '/settings/open-to/hiring', rest: { hiring_audience: 'everyone' } };
    },
  },
  ...Object.entries(SECTIONS).map(section),
  {
    action: '/feed/drafts/{id}',
    fields: { text: lines(3000), alt: lines(1500), ...OPTIONS },
    *each({ drafts }) {
      // Options are short: it takes some rounds to have had enough vectors in each.
      for (let version = 1; version <= ROUNDS; version += 1)
        for (const { by, path, image } of drafts)
          yield { by, to: path, rest: { audience: 'everyone', version: `${version}` }, called: { alt: `alt-${image}` } };
    },
    async then({ drafts: [, ...posted] }) {
      for (const { by, path } of posted) await by.post(`${path}/publish`, { text: 'With a picture', audience: 'everyone', version: `${ROUNDS + 1}` });
    },
  },
  {
    action: '/feed',
    fields: { text: lines(3000) },
    *each({ authors, reader }) {
      for (const author of [...authors, ...authors.slice(0, 4), reader])
        yield { by: author, to: '/feed', rest: { audience: 'everyone', request_id: token() } };
    },
  },
  {
    action: '/feed/post/{id}/edit',
    fields: { text: lines(3000) },
    *each({ posts }) {
      // Written by the authors in their order, and read from the last one: each post by whose it is.
      for (const { by, id } of posts.slice(0, 10)) yield { by, to: `/feed/post/${id}/edit`, rest: { audience: 'everyone', seen: '0' } };
    },
  },
  {
    action: '/feed/post/{id}/quote',
    fields: { text: lines(3000) },
    *each({ posts, authors }) {
      for (const [number, { id }] of posts.slice(0, 10).entries())
        yield { by: authors[(number + 1) % AUTHORS], to: `/feed/post/${id}/quote`, rest: { audience: 'everyone', request_id: token() } };
    },
    typed: ({ posts: [{ id }], reader }) => ({ by: reader, to: `/feed/post/${id}/quote`, rest: { audience: 'everyone', request_id: token() } }),
  },
  {
    action: '/feed/post/{id}/images',
    fields: { alt: lines(1500) },
    async *each({ posts }) {
      for (const { by, id } of posts) {
        const [image] = (await by.get(`/feed/post/${id}/edit`)).match(/alt-\w+/) ?? [];
        if (image) yield { by, to: `/feed/post/${id}/images`, rest: {}, called: { alt: image } };
      }
    },
  },
  {
    action: '/feed/post/{id}/comments',
    fields: { text: lines(1250) },
    *each({ posts, authors, reader }) {
      for (const [number, { id }] of posts.slice(0, 10).entries())
        for (const by of [number === 1 ? authors[0] : authors[(number + 1) % AUTHORS], reader])
          yield { by, to: `/feed/post/${id}/comments`, rest: { parent: '', request_id: token() } };
    },
    typed: ({ posts: [{ id }], reader }) => ({ by: reader, to: `/feed/post/${id}/comments`, rest: { parent: '', request_id: token() } }),
  },
  {
    action: '/feed/comment/{id}/edit',
    fields: { text: lines(1250) },
    *each({ comments }) {
      for (const { by, id } of comments.slice(0, 6)) yield { by, to: `/feed/comment/${id}/edit`, rest: { seen: '0' } };
    },
    typed: ({ comments, reader }) => ({ by: reader, to: `/feed/comment/${comments.find(({ by }) => by === reader).id}/edit`, rest: { seen: '0' } }),
  },
  {
    action: '/admin/reactions',
    fields: { name: line(30) },
    numbers: ['sign'],
    *each({ operator }) {
      for (let count = 0; count < 6; count += 1) yield { by: operator, to: '/admin/reactions', rest: { sign: '🙏' } };
    },
  },
  {
    action: '/in/{handle}/connect',
    fields: { note: lines(300) },
    *each({ authors, reader, strangers }) {
      for (const author of authors) yield { by: author, to: `/in/${reader.handle}/connect`, rest: {} };
      for (const stranger of strangers) yield { by: reader, to: `/in/${stranger.handle}/connect`, rest: {} };
    },
    typed: ({ authors: [author], strangers }) => ({ by: author, to: `/in/${strangers[2].handle}/connect` }),
    async then({ authors, reader }) {
      for (const author of authors.slice(0, CONNECTED)) await reader.post(`/mynetwork/people/${author.id}/accept`, {});
    },
  },
  {
    action: '/mynetwork/people/{id}/contact',
    fields: { note: lines(2000), labels: words(290, 30) },
    *each({ authors, reader }) {
      for (const author of authors.slice(0, CONNECTED)) yield { by: reader, to: `/mynetwork/people/${author.id}/contact`, rest: { every: 'month' } };
    },
  },
  {
    action: '/in/{handle}/introduce',
    fields: { note: lines(300) },
    *each({ authors: [a, b, c, d, e, f], reader }) {
      for (const [asker, target] of [[a, d], [a, e], [a, f], [b, d], [b, e], [b, f], [c, d], [c, e]])
        yield { by: asker, to: `/in/${target.handle}/introduce`, rest: { mutual: reader.id } };
    },
  },
  {
    action: '/mynetwork/introductions/{id}/forward',
    fields: { words: lines(300) },
    async *each({ reader }) {
      const page = await reader.get('/mynetwork/introductions');
      for (const [to] of [...page.matchAll(/\/mynetwork\/introductions\/\w+\/forward/g)].slice(0, 4)) yield { by: reader, to, rest: {} };
    },
  },
  {
    action: '/in/{handle}/report',
    fields: { note: lines(1000) },
    *each({ authors, reader }) {
      for (const author of authors) yield { by: author, to: `/in/${reader.handle}/report`, rest: report() };
      for (const author of authors.slice(0, 6)) yield { by: reader, to: `/in/${author.handle}/report`, rest: report() };
    },
  },
  {
    action: '/company/{slug}/report',
    fields: { note: lines(1000) },
    *each({ companies, reader }) {
      for (const { slug } of companies.slice(0, 4)) yield { by: reader, to: `/company/${slug}/report`, rest: report() };
    },
  },
  {
    action: '/feed/post/{id}/report',
    fields: { note: lines(1000) },
    *each({ posts, reader }) {
      for (const { by, id } of posts.slice(0, 4)) if (by !== reader) yield { by: reader, to: `/feed/post/${id}/report`, rest: report() };
    },
  },
  {
    action: '/feed/comment/{id}/report',
    fields: { note: lines(1000) },
    *each({ comments, reader }) {
      for (const { by, id } of comments.slice(0, 4)) if (by !== reader) yield { by: reader, to: `/feed/comment/${id}/report`, rest: report() };
    },
  },
  {
    action: '/settings/muted',
    fields: { term: line(60) },
    again: true,
    *each({ authors }) {
      for (const author of authors) yield { by: author, to: '/settings/muted', rest: {} };
    },
  },
  {
    action: '/admin/reports/{id}/{decision}',
    fields: { reason: line(500) },
    async *each({ operator }) {
      const page = await operator.get('/admin/reports');
      const reports = [...new Set([...page.matchAll(/\/admin\/reports\/(\w+)"/g)].map(([, id]) => id))].filter((id) => id !== 'closed');
      for (const id of reports.slice(0, 6)) yield { by: operator, to: `/admin/reports/${id}/warn`, rest: {} };
    },
  },
  {
    action: '/admin/invites',
    fields: { note: line(100) },
    numbers: ['uses', 'days'],
    *each({ operator }) {
      for (let count = 0; count < 48; count += 1) yield { by: operator, to: '/admin/invites', rest: { uses: '1', days: '3', request_id: token() } };
    },
  },
  {
    action: '/admin/companies/{id}',
    fields: { name: LINE, location: line(100), website: address(500) },
    *each({ companies, operator }) {
      for (const { id } of [...companies, ...companies]) yield { by: operator, to: `/admin/companies/${id}`, rest: { kind: 'employer' } };
    },
  },
  // What nobody else reads, but whoever typed it gets back with a sentence about it.
  back('/admin/companies/{id}/merge', { into: LINE }, ({ operator, companies: [{ id }] }) => ({ by: operator, to: `/admin/companies/${id}/merge` })),
  back('/admin/skills/{id}/merge', { into: LINE }, ({ operator, skill }) => ({ by: operator, to: `/admin/skills/${skill}/merge` })),
  back('/settings/handle', { handle: line(30) }, ({ reader }) => ({ by: reader, to: '/settings/handle' })),
  back('/join', { name: line(80), email: line(254), invite: line(60) }, () => ({ to: '/join', rest: { password: PASSWORD } })),
  back('/login', { email: line(254), next: line(200) }, () => ({ to: '/login', rest: { password: PASSWORD } })),
  back('/forgot', { email: line(254) }, () => ({ to: '/forgot' })),
];

function back(action, fields, typed) {
  return { action, fields, *each() {}, typed };
}

const report = () => ({ category: 'spam', request_id: token() });

// --- the pages --------------------------------------------------------------------------------------------------

/** Each page as in the matrix, by whom it is looked at, and where such pages are. */
export const PAGES = [
  ['/', ['guest'], () => ['/']],
  ['/about', ['guest', 'reader'], () => ['/about']],
  ['/join', ['guest'], ({ invite }) => ['/join', `/join?invite=${invite}`]],
  ['/join/sent', ['guest'], () => ['/join/sent']],
  ['/login', ['guest'], () => ['/login']],
  ['/forgot', ['guest'], () => ['/forgot']],
  ['/forgot/sent', ['guest'], () => ['/forgot/sent']],
  ['/verify/{link}', ['guest'], ({ pending }) => [pending]],
  ['/reset/{link}', ['guest'], ({ reset }) => [reset]],
  ['/feed', ['reader', 'author'], () => ['/feed']],
  ['/feed/drafts', ['author'], () => ['/feed/drafts']],
  ['/feed/drafts/{id}', ['author'], ({ drafts: [{ path }] }) => [path]],
  ['/saved', ['reader'], () => ['/saved']],
  ['/tag/{tag}', ['guest', 'reader'], ({ tags }) => tags.slice(0, 3).map((tag) => `/tag/${tag}`)],
  ['/in/{handle}', ['guest', 'reader'], ({ authors }) => authors.map(({ handle }) => `/in/${handle}`)],
  ['/in/{handle}', ['operator'], ({ authors }) => authors.slice(0, 2).map(({ handle }) => `/in/${handle}`)],
  ['/in/{handle}', ['author'], ({ authors: [{ handle }] }) => [`/in/${handle}`, `/in/${handle}?as=guest`]],
  ['/in/{handle}/posts', ['guest', 'reader'], ({ authors }) => authors.slice(0, 6).map(({ handle }) => `/in/${handle}/posts`)],
  // Each section of somebody else.
  ...['guest', 'reader', 'operator'].map((who, skip) => ['/in/{handle}/details/{section}', [who], ({ authors }) =>
    Object.keys(SECTIONS).map((name, n) => `/in/${authors[(n + 4 * skip) % AUTHORS].handle}/details/${name}`)]),
  ['/feed/post/{id}', ['guest', 'reader'], ({ posts }) => posts.slice(0, 12).map(({ id }) => `/feed/post/${id}`)],
  ['/feed/post/{id}/comments', ['reader'], ({ posts }) => posts.slice(0, 2).map(({ id }) => `/feed/post/${id}/comments?sort=newest`)],
  ['/feed/post/{id}/react', ['reader'], ({ posts: [{ id }] }) => [`/feed/post/${id}/react`]],
  ['/feed/post/{id}/reactions', ['reader'], ({ posts: [{ id }] }) => [`/feed/post/${id}/reactions`]],
  ...['reply', 'replies', 'react', 'reactions'].map((name) => [`/feed/comment/{id}/${name}`, ['reader'], ({ comments: [{ id }] }) => [`/feed/comment/${id}/${name}`]]),
  ['/feed/comment/{id}/edit', ['author'], ({ comments, authors: [author] }) => comments.filter(({ by }) => by === author).map(({ id }) => `/feed/comment/${id}/edit`)],
  ['/feed/post/{id}/reposts', ['reader'], ({ posts: [{ id }] }) => [`/feed/post/${id}/reposts`]],
  ['/feed/post/{id}/quotes', ['reader'], ({ posts }) => posts.slice(0, 10).map(({ id }) => `/feed/post/${id}/quotes`)],
  ['/feed/post/{id}/quote', ['reader'], ({ posts }) => posts.slice(0, 10).map(({ id }) => `/feed/post/${id}/quote`)],
  ['/feed/post/{id}/history', ['guest', 'reader'], ({ posts }) => posts.slice(0, 8).map(({ id }) => `/feed/post/${id}/history`)],
  ['/feed/post/{id}/edit', ['author'], ({ posts, authors: [author] }) => posts.filter(({ by }) => by === author).map(({ id }) => `/feed/post/${id}/edit`)],
  ['/in/{handle}/edit', ['author'], ({ authors: [{ handle }] }) => [`/in/${handle}/edit`]],
  ['/in/{handle}/edit/{section}', ['author'], ({ authors: [{ handle }] }) => Object.keys(SECTIONS).map((name) => `/in/${handle}/edit/${name}`)],
  ['/in/{handle}/edit/{section}/new', ['author'], ({ authors: [{ handle }] }) => Object.keys(SECTIONS).map((name) => `/in/${handle}/edit/${name}/new`)],
  ['/in/{handle}/edit/{section}/{id}', ['author'], ({ entries }) => entries],
  ['/in/{handle}/edit/photo', ['author'], ({ authors: [{ handle }] }) => [`/in/${handle}/edit/photo`]],
  ['/in/{handle}/edit/cover', ['author'], ({ authors: [{ handle }] }) => [`/in/${handle}/edit/cover`]],
  ['/in/{handle}/block', ['reader'], ({ authors }) => authors.slice(0, 3).map(({ handle }) => `/in/${handle}/block`)],
  ['/in/{handle}/report', ['reader'], ({ authors }) => authors.slice(0, 3).map(({ handle }) => `/in/${handle}/report`)],
  ['/feed/post/{id}/report', ['reader'], ({ posts, reader }) => posts.filter(({ by }) => by !== reader).slice(0, 3).map(({ id }) => `/feed/post/${id}/report`)],
  ['/feed/comment/{id}/report', ['reader'], ({ comments, reader }) => comments.filter(({ by }) => by !== reader).slice(0, 3).map(({ id }) => `/feed/comment/${id}/report`)],
  ['/settings/muted/posts', ['reader'], () => ['/settings/muted/posts']],
  ['/in/{handle}/connect', ['reader'], ({ strangers }) => strangers.map(({ handle }) => `/in/${handle}/connect`)],
  ['/in/{handle}/introduce', ['author'], ({ authors }) => [`/in/${authors[6].handle}/introduce`]],
  ['/in/{handle}/connections', ['author', 'operator'], ({ reader }) => [`/in/${reader.handle}/connections`]],
  ['/in/{handle}/skills/{id}/endorsers', ['reader', 'author'], ({ endorsers }) => [endorsers]],
  ['/people', ['reader', 'operator'], () => ['/people']],
  ['/people/since/{id}', ['reader'], ({ operator }) => [`/people/since/${operator.id}`]],
  ['/mynetwork', ['reader', 'author'], () => ['/mynetwork']],
  ['/mynetwork/invitations/received', ['reader', 'introduced'], () => ['/mynetwork/invitations/received']],
  ['/mynetwork/invitations/sent', ['reader'], () => ['/mynetwork/invitations/sent']],
  ['/mynetwork/connections', ['reader'], ({ label }) => ['/mynetwork/connections', `/mynetwork/connections?label=${encodeURIComponent(label)}`]],
  ['/mynetwork/suggestions', ['reader', 'author'], () => ['/mynetwork/suggestions']],
  ['/mynetwork/introductions', ['reader', 'author'], () => ['/mynetwork/introductions']],
  ['/mynetwork/following', ['reader'], () => ['/mynetwork/following']],
  ['/mynetwork/followers', ['reader'], () => ['/mynetwork/followers']],
  ['/mynetwork/people/{id}/contact', ['reader'], ({ authors }) => authors.slice(0, CONNECTED).map(({ id }) => `/mynetwork/people/${id}/contact`)],
  ['/dashboard/profile-views', ['author'], () => ['/dashboard/profile-views']],
  ['/company/{slug}', ['reader', 'operator'], ({ companies }) => companies.slice(0, 5).map(({ slug }) => `/company/${slug}`)],
  ['/company/{slug}/report', ['reader'], ({ companies }) => companies.slice(0, 3).map(({ slug }) => `/company/${slug}/report`)],
  ...['account', 'sessions', 'appearance', 'privacy', 'blocked', 'muted', 'reports', 'connections', 'open-to'].map((name) => [
    `/settings/${name}`, ['reader', 'author'], () => [`/settings/${name}`]]),
  ...['', '/log', '/settings', '/people', '/people/suspended', '/reports', '/reports/closed', '/companies', '/skills', '/reactions', '/invites', '/mail', '/deliveries'].map(
    (name) => [`/admin${name}`, ['operator'], () => [`/admin${name}`]]),
  ['/admin/reports/{id}', ['operator'], ({ reports }) => reports.slice(0, 12).map((id) => `/admin/reports/${id}`)],
  ['/admin/companies/{id}', ['operator'], ({ companies }) => companies.slice(0, 8).map(({ id }) => `/admin/companies/${id}`)],
];

/** Parts of pages that scripts fetch, by whom, and where they are; `asked` is what somebody has typed. */
export const FRAGMENTS = [
  ['/people/since/{id}/count', 'reader', ({ operator }) => [`/people/since/${operator.id}/count`]],
  ['/badges', 'reader', () => ['/badges']],
  ['/places', 'author', (_, asked) => [`/places?location=${asked}`]],
  ['/skills/offers', 'author', (_, asked) => ['/skills/offers?title=%3C', `/skills/offers?title=${asked}`]],
  ['/companies/offers', 'author', (_, asked) => ['/companies/offers?organisation=%3C', `/companies/offers?organisation=${asked}`]],
  ['/mynetwork/suggestions', 'reader', () => ['/mynetwork/suggestions']],
  ['/people', 'reader', () => ['/people']],
  ['/feed', 'reader', () => ['/feed']],
  ['/feed/since/{id}/count', 'reader', ({ posts }) => [`/feed/since/${posts.at(-1).id}/count`]],
  ['/feed/post/{id}/comments', 'reader', ({ posts }) => posts.slice(0, 4).map(({ id }) => `/feed/post/${id}/comments`)],
  ['/feed/post/{id}/react', 'reader', ({ posts: [{ id }] }) => [`/feed/post/${id}/react`]],
  ['/feed/comment/{id}/reply', 'reader', ({ comments: [{ id }] }) => [`/feed/comment/${id}/reply`]],
  ['/mentions', 'reader', ({ authors }, asked) => [`/mentions?q=${asked}`, ...authors.slice(0, 4).map(({ handle }) => `/mentions?q=${handle.slice(0, 3)}`)]],
  ['/saved', 'reader', () => ['/saved']],
  ['/in/{handle}/posts', 'reader', ({ authors: [{ handle }] }) => [`/in/${handle}/posts`]],
  ['/in/{handle}/edit/{section}', 'author', ({ authors: [{ handle }] }) => Object.keys(SECTIONS).flatMap((name) => [`/in/${handle}/edit/${name}`, `/in/${handle}/edit/${name}/new`])],
  ['/dashboard/profile-views', 'author', () => ['/dashboard/profile-views']],
];

/** Addresses that carry words: `{}` is where; `{reader}` is the reader's handle. With the statuses that such an address may have. */
export const ASKED = [
  ['/people?q={}', 'reader', [200]],
  ['/mynetwork/connections?q={}', 'reader', [200]],
  ['/mynetwork/connections?label={}', 'reader', [200]],
  ['/in/{reader}/connections?q={}', 'author', [200]],
  ['/mynetwork/connections?sort={}', 'reader', [200, 404, 400, 422]],
  ['/people?after={}', 'reader', [200, 400, 404, 422]],
  ['/feed?after={}', 'reader', [200, 400, 404, 422]],
  ['/admin/companies?q={}', 'operator', [200]],
  ['/admin/skills?q={}', 'operator', [200]],
  ['/login?next={}', 'guest', [200]],
  ['/join?invite={}', 'guest', [200]],
  ['/tag/{}', 'guest', [200, 404]],
  ['/tag/a{}', 'reader', [200, 404]],
  ['/{}', 'guest', [404]],
  ['/{}', 'reader', [404]],
  ['/in/{}', 'guest', [404]],
  ['/in/{}/edit/{}', 'reader', [404]],
  ['/company/{}', 'reader', [404]],
  ['/feed/post/{}', 'reader', [404]],
  ['/feed/comment/{}', 'reader', [404]],
  ['/feed/drafts/{}', 'reader', [404]],
  ['/invite/{}', 'guest', [200, 404]],
  ['/verify/{}', 'guest', [404, 410, 200]],
  ['/reset/{}', 'guest', [404, 410, 200]],
  ['/admin/{}', 'operator', [404]],
  ['/admin/mail/{}', 'operator', [404]],
  ['/media/{}/1/2/{}', 'guest', [404]],
  ['/assets/{}', 'guest', [404]],
];

/** Pages of the matrix where no words of members stand, or that no browser shows as one. */
export const NO_PAGES = {
  '/brand.css': 'colours', '/robots.txt': 'text', '/healthz': 'text', '/readyz': 'text', '/live': 'a socket', '/settings': 'leads on',
  '/mynetwork/connections.csv': 'a file', '/invite/{code}': 'leads on', '/feed/comment/{id}': 'leads on', '/setup': 'is over once there is an operator',
  '/media/{picture}/{size}/{day}/{signature}': 'a picture', '/media/for/{viewer}/{image}/{size}/{day}/{signature}': 'a picture', '/admin/mail/{id}': 'there is none where mail goes out by SMTP',
};

/** Text fields whose words nobody ever sees again, as `[action, name]`: none so far. */
export const NO_FIELDS = [];

// --- filling ----------------------------------------------------------------------------------------------------

/** Somebody with a session, without a browser. */
export class Member {
  static async guest(site) {
    const member = new Member();
    member.site = site;
    member.api = await request.newContext({ baseURL: site, extraHTTPHeaders: { Origin: site } });
    return member;
  }

  async get(path) {
    const answer = await this.api.get(path);
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
    return answer.text();
  }

  /** The page of a form that was refused, or null if it was taken. */
  async post(path, form) {
    const answer = await this.api.post(path, { form, maxRedirects: 0 });
    if (answer.status() === 422) return answer.text();
    if (answer.status() >= 400) throw new Error(`${path} answered ${answer.status()}: ${JSON.stringify(form).slice(0, 500)}`);
    return null;
  }
}

/** Fills in forms with vectors, and keeps what came of it. */
export class Filler {
  #decks = new Map();
  /** How often a field refused what a vector is made of. */
  refused = 0;
  sent = 0;

  deck(form, name) {
    const key = `${form.action} ${name}`;
    if (!this.#decks.has(key)) this.#decks.set(key, new Deck(form.fields[name]));
    return this.#decks.get(key);
  }

  /** One form, until it is taken: the fields that are refused get the next vectors. */
  async fill(form, { by, to, rest, called }) {
    const values = {};
    const renew = (name) => (values[name] = this.deck(form, name).take());
    Object.keys(form.fields).forEach(renew);
    for (let tries = 1; ; tries += 1) {
      const refused = await by.post(to, { ...rest, ...renamed(values, called) });
      this.sent += 1;
      if (refused === null) return values;
      const wrong = [...refused.matchAll(/id="(\w+)(?:-\w+)?-error"/g)].map(([, name]) => name);
      const mine = Object.keys(form.fields).filter((name) => wrong.includes(name));
      if (!mine.length || tries > 3 * TRIES) throw new Error(`${to} refused ${wrong}: ${JSON.stringify(values).slice(0, 1000)}`);
      this.refused += mine.length;
      for (const name of mine) {
        if (tries < TRIES) renew(name);
        else values[name] = form.fields[name].before ? (rest[name] ?? '') : `x${this.sent}`;
      }
    }
  }

  /** All that a form is filled in with; different people at once. */
  async fillAll(form, cast) {
    const turns = new Map();
    for await (const turn of form.each(cast)) turns.set(turn.by, [...(turns.get(turn.by) ?? []), turn]);
    await Promise.all([...turns.values()].map(async (each) => {
      for (const turn of each) await this.fill(form, turn);
    }));
    await form.then?.(cast);
  }

  /** By form and field: how many of the vectors that it takes have been in it. */
  coverage() {
    return [...this.#decks].map(([key, deck]) => ({ key, placed: deck.placed.size, of: deck.cards.length }));
  }
}

/** The operator of a new community. Its name is one that mails carry. */
export async function founder(world) {
  const operator = await Member.guest(world.site);
  const [, code] = await world.server.said(/\/setup\?code=([\w-]+)/);
  const founding = { code, community: '<img src=x onerror=hit(0)>', tagline: '', accent: '#336699', registration: 'open', time_zone: '' };
  await operator.post('/setup', { ...founding, name: 'Olive <svg onload=hit(0)>', email: 'olive@example.org', password: PASSWORD });
  return operator;
}

/** Somebody who joins and shows everything to everyone. `name` gives another one each time, until one is taken. */
export async function arrive(world, email, name) {
  const member = Object.assign(await Member.guest(world.site), { email });
  let refused;
  do refused = await member.post('/join', { name: name(), email, password: PASSWORD, request_id: token(), invite: '', time_zone: '' });
  while (refused !== null);
  await member.post(await mailedLink(email, world.site), {});
  member.handle = (await member.get('/settings/account')).match(/href="\/in\/([\w-]+)"/)[1];
  await member.post('/settings/privacy', { ...EVERYONE, doors: 'on', is_public: 'on', is_indexed: 'on' });
  await member.post('/settings/connections', { door: 'everyone', list: 'members' });
  return member;
}

/** What is typed, under the names that fields have on a page. */
export const renamed = (values, called = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [called[name] ?? name, value]));

/** Who fills in a form first. */
export async function firstTurn(form, cast) {
  for await (const turn of form.each(cast)) return turn;
  return undefined;
}

/** Founds a community whose people are made of vectors. */
export async function cast(world) {
  const filler = new Filler();
  const operator = await founder(world);
  const names = new Deck(line(80));
  const everybody = [];
  for (let number = 0; number < AUTHORS + 4; number += 1) everybody.push(await arrive(world, `scripting${number}@example.org`, () => names.take()));
  const [reader, ...strangers] = everybody.splice(AUTHORS);
  const authors = everybody;
  for (const member of [...authors, ...strangers]) member.id = await idOf(reader, member.handle);
  reader.id = await idOf(authors[0], reader.handle);
  operator.handle = (await operator.get('/settings/account')).match(/href="\/in\/([\w-]+)"/)[1];
  operator.id = await idOf(reader, operator.handle);
  const cast = { filler, operator, reader, strangers, authors, posts: [], comments: [], companies: [] };
  Object.assign(cast, { author: authors[0], introduced: authors[3] });
  return cast;
}

/** Fills in every form, and finds out what came of it. */
export async function fillEverything(world, cast) {
  const { filler, authors, reader } = cast;
  await beginDrafts(cast);
  for (const form of FORMS) {
    await filler.fillAll(form, cast);
    if (form.action === '/in/{handle}/edit/contact') await findCompanies(cast);
    if (form.action === '/feed') await findPosts(cast);
    if (form.action === '/feed/post/{id}/comments') await findComments(cast);
  }
  for (const author of authors) await reader.post(`/mynetwork/people/${author.id}/follow`, {});
  for (const author of authors) await author.post(`/mynetwork/people/${reader.id}/follow`, {});
  for (const { id } of cast.posts) await reader.post(`/feed/post/${id}/save`, {});
  for (const author of authors) await author.post(`/feed/post/${cast.posts[0].id}/repost`, {});
  for (const author of authors.slice(0, 3)) await author.get(`/in/${authors[0].handle}`);
  for (const author of authors) await author.get(`/in/${authors[0].handle}`);
  await findRest(world, cast);
}

async function findCompanies(cast) {
  const page = await cast.operator.get('/admin/companies');
  const ids = [...new Set([...page.matchAll(/\/admin\/companies\/(\w+)"/g)].map(([, id]) => id))].slice(0, 14);
  for (const id of ids) {
    const slug = (await cast.operator.get(`/admin/companies/${id}`)).match(/href="\/company\/([\w-]+)"/)?.[1];
    if (slug) cast.companies.push({ id, slug });
  }
}

/** A PNG, 60 × 40. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAADwAAAAoCAIAAAAt2Q6oAAAAO0lEQVR42u3OQQkAAAgEsAtmJpMY2hQ+hMECLNXzTqSlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpS8tx5pa5sdMYlcAAAAASUVORK5CYII=',
  'base64',
);

/** Drafts with a picture: two of the first author's, of which one stays. */
async function beginDrafts(cast) {
  cast.drafts = [];
  for (const by of [cast.author, ...cast.authors.slice(0, 4)]) {
    await by.post('/feed/drafts', { text: '', audience: 'everyone', request_id: token() });
    const [path] = (await by.get('/feed/drafts')).match(/\/feed\/drafts\/\w+/);
    await by.api.post(`${path}/images`, { multipart: { file: { name: 'dot.png', mimeType: 'image/png', buffer: DOT } } });
    const [, image] = (await by.get(path)).match(/data-entry="(\w+)"/);
    cast.drafts.push({ by, path, image });
  }
}

async function findPosts(cast) {
  for (const by of [...cast.authors, cast.reader]) {
    const page = await by.get(`/in/${by.handle}/posts`);
    for (const id of new Set([...page.matchAll(/\/feed\/post\/(\w+)\/edit/g)].map(([, id]) => id))) cast.posts.push({ by, id });
  }
}

async function findComments(cast) {
  for (const { id } of cast.posts.slice(0, 10))
    for (const by of [...cast.authors, cast.reader]) {
      const page = await by.get(`/feed/post/${id}`);
      for (const [, comment] of page.matchAll(/\/feed\/comment\/(\w+)\/edit/g)) cast.comments.push({ by, id: comment });
    }
}

async function findRest(world, cast) {
  const { authors, reader, operator } = cast;
  const [author] = authors;
  cast.entries = [];
  for (const name of Object.keys(SECTIONS)) {
    const page = await author.get(`/in/${author.handle}/edit/${name}`);
    cast.entries.push(page.match(new RegExp(`(/in/${author.handle}/edit/${name}/\\w+)/move`))[1]);
  }
  const skills = await reader.get(`/in/${author.handle}/details/skills`);
  const [endorse] = skills.match(/\/in\/[\w-]+\/skills\/\w+\/endorse/);
  await reader.post(endorse, {});
  cast.endorsers = endorse.replace(/endorse$/, 'endorsers');
  cast.skill = (await operator.get('/admin/skills')).match(/\/admin\/skills\/(\w+)\/merge/)[1];
  const found = await Promise.all(['/admin/reports', '/admin/reports/closed'].map((path) => operator.get(path)));
  cast.reports = [...new Set(found.flatMap((page) => [...page.matchAll(/\/admin\/reports\/(\w+)"/g)].map(([, id]) => id)))].filter((id) => id !== 'closed');
  cast.label = (await reader.get('/mynetwork/connections')).match(/[?&](?:amp;)?label=([^"&]+)"/)?.[1] ?? '';
  cast.label = decodeURIComponent(cast.label.replaceAll('+', ' '));
  const posts = await Promise.all(cast.posts.map(({ id }) => reader.get(`/feed/post/${id}`)));
  cast.tags = [...new Set([...posts.join('').matchAll(/href="\/tag\/([^"]+)"/g)].map(([, tag]) => tag))];
  if (!cast.tags.length) throw new Error('no post has a hashtag');
  const guest = await Member.guest(world.site);
  await guest.post('/join', { name: '<img src=x onerror=hit(0)>', email: 'pending@example.org', password: PASSWORD, request_id: token(), invite: '', time_zone: '' });
  cast.pending = new URL(await mailedLink('pending@example.org', world.site)).pathname;
  await guest.post('/forgot', { email: reader.email });
  cast.reset = new URL(await mailedLink(reader.email, world.site, /password/i)).pathname;
  cast.invite = 'abcd-efgh';
}

/** What this member's id is, as pages say it to others. */
async function idOf(eyes, handle) {
  return (await eyes.get(`/in/${handle}`)).match(/\/mynetwork\/people\/(\w+)\//)[1];
}

const DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** What a form drawn by the server carries, so that it counts once: 32 bytes in base 58. */
export function token() {
  let number = BigInt(`0x01${randomBytes(31).toString('hex')}`) | (1n << 252n);
  let text = '';
  for (; number > 0n; number /= 58n) text = DIGITS[Number(number % 58n)] + text;
  return text;
}
