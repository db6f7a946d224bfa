// Draws the pictures of the demo's people: `node src/demo/pictures/make.mjs` writes them anew beside itself, the same each
// time. Needs Chromium and what `bin/setup-peers` installs for the browser journeys. The faces have no features: they are
// nobody, and stay pleasant when they are as small as a letter.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(new URL('../../../tests/browser/package.json', import.meta.url))('playwright-core');
const HERE = fileURLToPath(new URL('./', import.meta.url));

// --- colours ----------------------------------------------------------------------------------------------------

const SKIN = { porcelain: '#f0cdb4', rose: '#e9bd9f', sand: '#e0ac86', olive: '#d2a077', amber: '#b98058', umber: '#8f5b3c', cocoa: '#7a4a30', ebony: '#5a3524' };
const HAIR = { black: '#1f1a1a', jet: '#262129', dark: '#3a2a22', brown: '#5b3f2c', chestnut: '#7a4a2d', red: '#a9552b', copper: '#b8672f', blond: '#cfa664', straw: '#e0c48a', grey: '#9a9a98', silver: '#c9c9c6', white: '#e6e4df' };
const GROUND = {
  sea: ['#cfe0e2', '#a9c8cc'], sand: ['#e8d9c3', '#d9bf9c'], fog: ['#d9dcde', '#b7bfc4'], moss: ['#d7dfcb', '#b4c3a2'], rose: ['#ecd5cf', '#d8afa5'],
  dusk: ['#d5d3e3', '#b0adc9'], sun: ['#f1e3bd', '#e2c983'], teal: ['#bfdcd5', '#8fbfb4'], brick: ['#e7c8b5', '#cf9c7f'], night: ['#5c7285', '#3d5163'],
};

// --- parts of a portrait, within 96 × 96 ------------------------------------------------------------------------

const HEAD = 'M48 21c9.400 0 15.200 7 15.200 18 0 7.400-1.500 13.500-4.400 18.200-2.700 4.400-6.300 7-10.800 7s-8.100-2.600-10.800-7C34.300 52.500 32.800 46.400 32.800 39c0-11 5.800-18 15.200-18Z';
const BUST = 'M9 98c.5-15 7-23 18-26.500l11-3.300c3.500 5.200 16.500 5.200 20 0l11 3.300c11 3.500 17.500 11.500 18 26.500Z';
const shape = (d, fill, more = '') => `<path d="${d}" fill="${fill}"${more}/>`;
const disc = (cx, cy, r, fill) => `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}"/>`;
const SHADE = ' opacity=".14"';

/** What hangs behind the head. */
const BEHIND = {
  long: (c) => shape('M29 46c-2-20 8-30 19-30s21 10 19 30c1 14 4 24 3 32H26c-1-8 2-18 3-32Z', c),
  bob: (c) => shape('M29.500 44c-2-18 8-27.500 18.500-27.500S68.500 26 66.500 44c.5 8 1.500 13 .5 18H29c-1-5 0-10 .5-18Z', c),
  knot: (c) => disc(60, 20, 7.5, c),
  tail: (c) => shape('M58 24c12 2 16 14 13 34-1 8-4 12-7 13 1-12-2-30-8-38Z', c),
  curls: (c) => [[31, 30, 9], [28, 40, 8.5], [29, 51, 8], [65, 30, 9], [68, 40, 8.5], [67, 51, 8], [40, 20, 9], [56, 20, 9], [48, 17, 9]].map(([x, y, r]) => disc(x, y, r, c)).join(''),
  afro: (c) => disc(48, 33, 23, c),
  braid: (c) => [[66, 44, 5.5], [68, 53, 5.2], [68.5, 62, 5], [68, 71, 4.5], [67, 78.500, 3.500]].map(([x, y, r]) => disc(x, y, r, c)).join('') + BEHIND.bob(c),
};

/** What lies over the forehead. */
const FRONT = {
  short: (c) => shape('M32.200 38.500c-1.600-13 4.600-20.300 15.800-20.300s17.400 7.300 15.800 20.300c-1-4-2.400-7-4.300-9.300-7.300 1.300-15.700 1.300-23 0-1.900 2.300-3.300 5.300-4.300 9.300Z', c),
  side: (c) => shape('M31.700 38c-1.500-13 6-20.500 16.800-20.500C59 17.500 65.500 25 64.300 38c-1.500-5-3.300-8-6.300-9.500-8 1-15-1-19-4-2 3-5.500 7-7.300 13.500Z', c),
  swept: (c) => shape('M32 38c-2-15 7-22 18-21.500C60 17 65.500 25 64 38c-2-6-5-9.500-9-10.500-9 3-18 2-23 10.500Z', c),
  crop: (c) => shape('M32.300 36.500C32 25 38 19.200 48 19.200S64 25 63.700 36.500c-1.500-4.500-3-6.500-5-8-7-1-14.400-1-21.400 0-2 1.500-3.500 3.500-5 8Z', c),
  cap: (c) => shape('M31.800 40.500C31 27 37 18 48 18s17 9 16.200 22.500c-2.200-8-7.700-11-16.200-11s-14 3-16.200 11Z', c),
  parted: (c) => shape('M32 42c-1-14.500 5.500-23.500 16-23.500S65 27.500 64 42c-1.600-6.500-5.400-11.600-9.600-14.500C48.500 33 41 37.500 32 42Z', c),
  middle: (c) => shape('M31.500 44c-1-16 6-25.500 16.500-25.500S65.500 28 64.500 44c-3-9-9-14-16.500-20-7.500 6-13.500 11-16.500 20Z', c),
  fringe: (c) => shape('M31.500 44c-1.500-17 6-26 16.500-26s18 9 16.500 26c-.5-4-1-6-1.500-8-9 1.500-21 1.500-30 0-.5 2-1 4-1.500 8Z', c),
  curls: (c) => [[37, 25, 6.5], [45, 22, 6.5], [53, 22, 6.5], [60, 26, 6.200], [34, 31, 4.800], [62.500, 32, 4.600]].map(([x, y, r]) => disc(x, y, r, c)).join(''),
  sides: (c) => shape('M31.400 42.500c-2-6-1-12.500 4.300-17.500-1.500 5-2 9-1.500 13.500-1.200 1-2.100 2.300-2.800 4Zm33.200 0c2-6 1-12.500-4.300-17.500 1.500 5 2 9 1.500 13.500 1.200 1 2.100 2.300 2.800 4Z', c),
  high: (c) => shape('M32 37c-1-11 3-18 10-20 9-3 18 1 21 8 1.500 4 1.500 8 1 12-1-5-3-8-6-9.500-8 .5-15-1-19-3-3 3-5.500 7-7 12.500Z', c),
  none: () => '',
};

/** What grows on the chin. */
const BEARD = {
  full: (c) => shape('M32.500 42c1.500 5 3 7 6 8 3-2.500 16-2.500 19 0 3-1 4.500-3 6-8 .5 16-6 25.500-15.500 25.500S32 58 32.500 42Z', c),
  short: (c) => shape('M32.700 44c1.500 5 3.500 7.500 6.500 8 3-1.500 14.600-1.500 17.600 0 3-.5 5-3 6.500-8 0 12.500-6.500 20.800-15.300 20.800S32.700 56.500 32.700 44Z', c, ' opacity=".55"'),
  long: (c) => shape('M32.500 42c1.500 5 3 7 6 8 3-2.500 16-2.500 19 0 3-1 4.500-3 6-8 .5 14-3 34-15.500 34S32 56 32.500 42Z', c),
  moustache: (c) => shape('M38.500 52.500c3-4 7-4 9.500-1.500 2.500-2.500 6.500-2.500 9.500 1.500-3.500 1.200-6.500 1-9.500-.8-3 1.800-6 2-9.500.8Z', c),
};

/** What they wear; the first colour is the cloth, the second what shows at the neck. */
const CLOTHES = {
  jacket: (a, b) => shape(BUST, a) + shape('M37.600 68.200 48 82.500l10.400-14.300 4.200 1.300L51 88.500h-6L33.400 69.500Z', b),
  crew: (a) => shape(BUST, a) + shape('M37.200 68.500q10.800 9.500 21.600 0l2.200.7q-13 12.600-26 0Z', '#000', SHADE),
  roll: (a) => shape(BUST, a) + shape('M38.500 60h19c1 3 1.500 6 1 9-5 4-16 4-21 0-.5-3 0-6 1-9Z', a) + shape('M37.500 69c5 4 16 4 21 0v2.500c-5 4-16 4-21 0Z', '#000', SHADE),
  hood: (a, b) => shape('M27 74c2-12 10-16 21-16s19 4 21 16l-9 8H36Z', b) + shape(BUST, a) + shape('M38 68c3 9 17 9 20 0l3 1c-2 14-24 14-26 0Z', b),
  vest: (a, b) => shape(BUST, a) + shape('M22 98l3-25 8-3 8 28Zm52 0-3-25-8-3-8 28Z', b) + shape('M22.800 88h16.500l1.200 4H22.400Zm34 0h16.500l.4 4H55.500Z', '#f4f1e6'),
  uniform: (a, b) => shape(BUST, a) + shape('M38 67.500 48 82l10-14.500 4 3-10 18h-8l-10-18Z', '#f4f1ea') + shape('M46.500 80h3l1.500 18h-6Z', '#1d2730') + shape('M16 78l13-6 1.500 3.500-13 6Zm64 0-13-6-1.500 3.500 13 6Z', b),
  clerical: (a) => shape(BUST, a) + shape('M39 64h18l1 5.500c-5 4-15 4-20 0Z', a) + shape('M44.500 65.500h7v4.500h-7Z', '#f7f5ef'),
  blouse: (a, b) => shape(BUST, a) + shape('M39 67.500c2 6 5 11 9 15 4-4 7-9 9-15l3 .8c-1 8-6 15-12 20-6-5-11-12-12-20Z', b),
};

/** What covers the head as a whole. */
const COVERED = {
  scarf: (c) => shape('M27 48c-2-22 9-33 21-33s23 11 21 33c0 10 3 16 5 22-7 12-45 12-52 0 2-6 5-12 5-22Zm7-4c0 13 6 20.500 14 20.500S62 57 62 44c0-11-5-18-14-18s-14 7-14 18Z', c, ' fill-rule="evenodd"')
    + shape('M24 70c8 8 40 8 48 0 2 5 4 8 3 11-9 8-45 8-54 0-1-3 1-6 3-11Z', c) + shape('M24 70c8 8 40 8 48 0l1 3c-9 8-41 8-50 0Z', '#000', SHADE),
  wool: (c) => shape('M31 36c-1-13 6-21 17-21s18 8 17 21Z', c) + shape('M30 32h36v7.500H30Z', c) + shape('M30 32h36v2.500H30Z', '#000', SHADE),
  turban: (c) => shape('M30.500 37c-3-13 5-23.500 17.500-23.500S68.500 24 65.500 37c-4-4-9.500-6-17.500-6s-13.500 2-17.500 6Z', c) + shape('M31 33c6-9 18-14 31-13l1.500 3C52 22 41 26 33 35Zm34 0c-5-6-11-9-18-9.500l-2 2c8 1 14 4 19 9.500Z', '#000', SHADE),
  helmet: (c) => shape('M31 34c0-12 7-19 17-19s17 7 17 19Z', c) + shape('M27 34h42c1 0 1.500 3 0 3.500H27c-1.500-.5-1-3.500 0-3.500Z', c) + shape('M45.500 14.500h5V34h-5Z', '#fff', ' opacity=".25"') + shape('M29 37.500h38v1.500H29Z', '#000', SHADE),
  officer: (c) => shape('M29 27c2-8 10-12 19-12s17 4 19 12l-4 5H33Z', '#f4f2ec') + shape('M31.500 29.500h33V36h-33Z', c) + shape('M31 36c10-4 24-4 34 0-5 4.500-29 4.500-34 0Z', '#14191d') + disc(48, 28, 2.600, '#d8b25a'),
};

const GLASSES = (c) => `<g fill="none" stroke="${c}" stroke-width="1.300"><circle cx="41.300" cy="43" r="5.200"/><circle cx="54.700" cy="43" r="5.200"/><path d="M46.500 42.500q1.500-1 3 0M36.100 42l-3.600-1M59.900 42l3.600-1"/></g>`;

function portrait(person) {
  const skin = SKIN[person.skin];
  const hair = HAIR[person.hair ?? 'dark'];
  const [light, deep] = GROUND[person.ground];
  const [kind, cloth, neck = '#f2ede2'] = person.wears;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="512" height="512"><defs>
    <linearGradient id="ground" x2=".6" y2="1"><stop stop-color="${light}"/><stop offset="1" stop-color="${deep}"/></linearGradient>
    <linearGradient id="light" x2="1"><stop offset=".2" stop-opacity="0"/><stop offset=".9" stop-opacity=".13"/></linearGradient>
    <clipPath id="head"><path d="${HEAD}"/></clipPath></defs><rect width="96" height="96" fill="url(#ground)"/>
    ${person.behind ? BEHIND[person.behind](hair) : ''}
    <rect x="40.800" y="53" width="14.400" height="18" fill="${skin}"/>${shape('M40.800 59.500q7.200 6.500 14.400 0v4.800q-7.200 5.600-14.400 0Z', '#000', SHADE)}
    ${CLOTHES[kind](cloth, neck)}
    ${person.ears === false || person.covered === 'scarf' ? '' : disc(32.6, 44, 2.8, skin) + disc(63.4, 44, 2.8, skin)}
    <path d="${HEAD}" fill="${skin}"/>
    <g clip-path="url(#head)"><rect x="30" y="18" width="36" height="50" fill="url(#light)"/></g>
    ${person.beard ? BEARD[person.beard](HAIR[person.beardHair ?? person.hair ?? 'dark']) : ''}
    ${FRONT[person.front ?? 'none'](hair)}${person.glasses ? GLASSES(person.glasses) : ''}
    ${person.covered ? COVERED[person.covered](person.cover) : ''}</svg>`;
}

// --- people: by the name of their file ---------------------------------------------------------------------------

const PEOPLE = {
  'ingrid-solheim': { skin: 'rose', hair: 'straw', behind: 'bob', front: 'parted', ground: 'sea', wears: ['roll', '#2f4858'], ears: false },
  'amara-nwosu': { skin: 'cocoa', hair: 'jet', behind: 'knot', front: 'parted', ground: 'moss', wears: ['roll', '#b5792c'] },
  'jonas-lindqvist': { skin: 'porcelain', hair: 'blond', front: 'swept', beard: 'short', beardHair: 'chestnut', ground: 'night', wears: ['uniform', '#22303c', '#d8b25a'] },
  'thordis-jonsdottir': { skin: 'porcelain', hair: 'silver', behind: 'braid', front: 'middle', ground: 'night', wears: ['roll', '#7c3b35'], ears: false },
  'alexandra-papadopoulou': { skin: 'olive', hair: 'dark', behind: 'long', front: 'parted', ground: 'brick', wears: ['jacket', '#37474f'], ears: false, glasses: '#2b2522' },
  'oleksandr-shevchenko': { skin: 'sand', hair: 'grey', front: 'crop', beard: 'full', ground: 'sea', wears: ['uniform', '#1f2d3a', '#d8b25a'], covered: 'officer', cover: '#22303c' },
  'layla-haddad': { skin: 'olive', ground: 'teal', wears: ['blouse', '#8c4a5d', '#e9dcd2'], covered: 'scarf', cover: '#3f5d6b' },
  'wang-xiaomei': { skin: 'sand', hair: 'black', behind: 'bob', front: 'fringe', ground: 'rose', wears: ['crew', '#496a72'], ears: false },
  'aarav-sharma': { skin: 'amber', hair: 'jet', front: 'side', beard: 'moustache', ground: 'sun', wears: ['vest', '#44535a', '#e0752d'] },
  'minh-khue': { skin: 'sand', hair: 'jet', behind: 'long', front: 'middle', ground: 'moss', wears: ['blouse', '#b8562f', '#f4e6d3'], ears: false },
  'maximilian-von-hohenfels': { skin: 'rose', hair: 'brown', front: 'side', ground: 'dusk', wears: ['jacket', '#2a3142', '#e8e4da'], glasses: '#5b4630' },
  wiremu: { skin: 'amber', hair: 'black', front: 'crop', beard: 'short', ground: 'teal', wears: ['vest', '#2f3f46', '#f0a53a'], covered: 'helmet', cover: '#e8e4da' },
  'sjoukje-de-vries': { skin: 'porcelain', hair: 'copper', behind: 'curls', front: 'curls', ground: 'fog', wears: ['hood', '#3d6a5c', '#2d5046'], ears: false },
  'lukasz-zolkiewski': { skin: 'rose', hair: 'chestnut', front: 'short', beard: 'full', ground: 'sand', wears: ['vest', '#33424a', '#d7c23a'], covered: 'helmet', cover: '#d9772e' },
  'siobhan-ni-dhomhnaill': { skin: 'porcelain', hair: 'red', behind: 'tail', front: 'cap', ground: 'moss', wears: ['roll', '#35566b'] },
  'ole-kristian-bjornstad': { skin: 'rose', hair: 'white', front: 'sides', beard: 'long', ground: 'brick', wears: ['roll', '#26333b'] },
  'fatoumata-diarra': { skin: 'ebony', hair: 'black', behind: 'afro', front: 'none', ground: 'sun', wears: ['blouse', '#9c3f4d', '#f2d9a8'], ears: false },
  'anneke-jansen': { skin: 'rose', hair: 'grey', behind: 'bob', front: 'parted', ground: 'dusk', wears: ['crew', '#56708a'], glasses: '#7a2f3a', ears: false },
  'mehmet-yilmaz': { skin: 'olive', hair: 'grey', front: 'sides', beard: 'moustache', ground: 'sea', wears: ['jacket', '#5a4636', '#d9e0de'] },
  'iria-castineira': { skin: 'sand', hair: 'brown', behind: 'curls', front: 'parted', ground: 'sea', wears: ['jacket', '#c0913f', '#f7f2e6'], ears: false },
  'kwabena-osei-bonsu': { skin: 'ebony', hair: 'black', front: 'crop', ground: 'moss', wears: ['jacket', '#6b3f5b', '#efe6dd'], glasses: '#d9c7a0' },
  'margrethe-norgaard': { skin: 'porcelain', hair: 'blond', behind: 'knot', front: 'cap', ground: 'teal', wears: ['hood', '#d8723c', '#b85a2b'] },
  'viktoria-melnyk': { skin: 'rose', hair: 'chestnut', behind: 'long', front: 'fringe', ground: 'rose', wears: ['jacket', '#6f4a6b', '#f2ede2'], ears: false },
  'giulia-dambrosio': { skin: 'olive', hair: 'dark', behind: 'curls', front: 'curls', ground: 'sun', wears: ['crew', '#2e6f78'], ears: false },
  'rasmus-lund': { skin: 'porcelain', hair: 'straw', front: 'high', beard: 'short', beardHair: 'blond', ground: 'sea', wears: ['hood', '#31393f', '#e0752d'] },
  'catriona-macaskill': { skin: 'porcelain', hair: 'silver', front: 'swept', ground: 'night', wears: ['vest', '#274b5a', '#e3c23c'] },
  'abdulrahman-al-farsi': { skin: 'amber', hair: 'black', front: 'crop', beard: 'full', ground: 'sand', wears: ['crew', '#f1ece0'], covered: 'turban', cover: '#7d4a55' },
  'hinnerk-petersen': { skin: 'rose', hair: 'white', front: 'sides', beard: 'full', ground: 'fog', wears: ['roll', '#3a4a57'], covered: 'wool', cover: '#2f4a63' },
  'zsofia-kertesz': { skin: 'sand', hair: 'jet', behind: 'bob', front: 'parted', ground: 'dusk', wears: ['hood', '#8a5ba0', '#6d4482'], glasses: '#1f1a1a', ears: false },
  'tomas-o-flaithearta': { skin: 'porcelain', hair: 'silver', front: 'side', ground: 'moss', wears: ['clerical', '#1e2124'], glasses: '#6b5a45' },
  'priya-raghunathan': { skin: 'umber', hair: 'jet', behind: 'braid', front: 'middle', ground: 'brick', wears: ['blouse', '#1f6f6b', '#e3b04b'], ears: false },
  'ngozi-okonkwo': { skin: 'cocoa', hair: 'black', behind: 'curls', front: 'cap', ground: 'teal', wears: ['jacket', '#b03e3a', '#f7efe2'], ears: false },
};

// --- covers, 1584 × 396 -------------------------------------------------------------------------------------------

const [WIDTH, HEIGHT] = [1584, 396];

/** The same numbers for the same seed, between 0 and 1. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const sky = (from, to) => `<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/>`;

/** A soft line of hills from edge to edge, closed below. */
function ridge(throws, base, swing, fill, opacity = 1) {
  const steps = 9;
  const points = Array.from({ length: steps + 1 }, (_, i) => [(i * WIDTH) / steps, base - throws() * swing]);
  let d = `M0 ${HEIGHT}L0 ${points[0][1].toFixed(1)}`;
  for (let i = 1; i <= steps; i++) {
    const [x0, y0] = points[i - 1];
    const [x1, y1] = points[i];
    const half = (x0 + x1) / 2;
    d += `C${half.toFixed(1)} ${y0.toFixed(1)} ${half.toFixed(1)} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
  }
  return shape(`${d}L${WIDTH} ${HEIGHT}Z`, fill, ` opacity="${opacity}"`);
}

const waves = (seed, from, colours) => {
  const throws = dice(seed);
  return colours.map((colour, i) => ridge(throws, from + (i * (HEIGHT - from)) / colours.length, 14, colour)).join('');
};

/** A gantry crane that stands at x on the ground y. */
const crane = (x, y, size, colour) => `<g transform="translate(${x} ${y}) scale(${size})" fill="none" stroke="${colour}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">
  <path d="M0 0 12-92M58 0 46-92M6-46h46M-86-96H128M14-92v-58l16-18 16 18v58M30-168-82-97M30-168 124-97"/><path d="M-40-94v44" stroke-width="2"/><path d="M-54-50h28v16h-28Z" fill="${colour}"/></g>`;

const boxes = (x, y, seed, columns, colours) => {
  const throws = dice(seed);
  const [w, h] = [46, 19];
  return Array.from({ length: columns }, (_, column) =>
    Array.from({ length: 1 + Math.floor(throws() * 4) }, (_, row) => `<rect x="${x + column * (w + 3)}" y="${y - (row + 1) * (h + 2)}" width="${w}" height="${h}" rx="1.5" fill="${colours[Math.floor(throws() * colours.length)]}"/>`).join(''),
  ).join('');
};

const COVERS = {
  'cover-ingrid-solheim': () => {
    const throws = dice(7);
    return sky('#f3d9c0', '#e7b58f') + disc(1140, 150, 46, '#fbeedd') + ridge(throws, 230, 120, '#a88aa0', 0.55) + ridge(throws, 262, 110, '#76718f', 0.8) + ridge(throws, 300, 80, '#4b5f79') + waves(3, 316, ['#3c5a70', '#33506a', '#2b465e']);
  },
  'cover-amara-nwosu': () => {
    const arches = Array.from({ length: 6 }, (_, i) => `<path d="M${i * 290 - 60} 396V236q0-12 12-12h266q12 0 12 12v160h-24a121 121 0 0 0-242 0Z" fill="#35645c"/>`).join('');
    return sky('#dfeae2', '#b9d3c8') + ridge(dice(11), 250, 90, '#9dbdb1', 0.7) + ridge(dice(12), 300, 70, '#7fa89b', 0.7) + arches + '<rect y="206" width="1584" height="32" fill="#284f49"/><rect y="198" width="1584" height="4" fill="#284f49"/>' + Array.from({ length: 40 }, (_, i) => `<rect x="${i * 40 + 8}" y="186" width="3" height="16" fill="#284f49"/>`).join('');
  },
  'cover-minh-khue': () => sky('#f6e7c9', '#eac78b') + disc(420, 170, 60, '#fff6e3') + crane(560, 322, 1.25, '#8c5f45') + crane(980, 322, 1.5, '#7a4f3a') + crane(1330, 322, 1.1, '#9b6d50') + boxes(60, 322, 5, 9, ['#b8562f', '#35645c', '#c0913f', '#496a72']) + boxes(1080, 322, 9, 4, ['#b8562f', '#35645c', '#7a4f3a']) + '<rect y="322" width="1584" height="10" fill="#5f4334"/>' + waves(21, 340, ['#56768a', '#486a7f']),
  'cover-siobhan-ni-dhomhnaill': () => {
    const throws = dice(31);
    const blades = Array.from({ length: 150 }, () => {
      const [x, tall, lean] = [throws() * WIDTH, 70 + throws() * 190, (throws() - 0.5) * 90];
      return `<path d="M${x.toFixed(0)} 400q${(lean / 4).toFixed(0)} ${(-tall / 2).toFixed(0)} ${lean.toFixed(0)} ${(-tall).toFixed(0)}" stroke="${['#5f9a86', '#3f7d6d', '#2f6459', '#7fb39a'][Math.floor(throws() * 4)]}"/>`;
    }).join('');
    return sky('#d7ecec', '#6fa9ad') + `<g fill="none" stroke-width="5" stroke-linecap="round" opacity=".85">${blades}</g>` + ridge(dice(33), 392, 26, '#c9b58c');
  },
  'cover-giulia-dambrosio': () => {
    const amphora = (x, y, turn, size) => `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})"><path d="M-14-70h28v10q0 8 10 18 14 16 14 44 0 50-30 84h-16q-30-34-30-84 0-28 14-44 10-10 10-18Z" fill="#b5683f"/><path d="M-14-52q-26 6-24 34M14-52q26 6 24 34" fill="none" stroke="#b5683f" stroke-width="6"/><path d="M-34 0h68v10h-68Z" fill="#000" opacity=".12"/></g>`;
    return sky('#2d6c80', '#123847') + `<g fill="#fff" opacity=".06"><path d="M300 0h120L180 396H-60Z"/><path d="M760 0h90L640 396H430Z"/><path d="M1200 0h150l-210 396H900Z"/></g>` + ridge(dice(41), 372, 60, '#27535a') + amphora(1010, 300, 74, 0.9) + amphora(1180, 320, -18, 1) + amphora(1330, 338, 96, 0.8) + ridge(dice(43), 396, 40, '#c2a878');
  },
  'cover-hinnerk-petersen': () => {
    const rope = (y, colour) => `<path d="M-20 ${y}c200-60 420-40 640 10s500 60 984-30" fill="none" stroke="${colour}" stroke-width="26"/><path d="M-20 ${y}c200-60 420-40 640 10s500 60 984-30" fill="none" stroke="#000" stroke-opacity=".16" stroke-width="26" stroke-dasharray="4 18"/>`;
    const bollard = (x) => `<path d="M${x - 70} 396q14-40 14-120h112q0 80 14 120Z" fill="#23323c"/><rect x="${x - 84}" y="228" width="168" height="52" rx="26" fill="#2c3e4a"/>`;
    return sky('#cfd8dc', '#9fb0b8') + ridge(dice(51), 260, 60, '#8499a3', 0.6) + waves(52, 280, ['#6d8794', '#5c7886']) + rope(300, '#c9a25a') + rope(338, '#b98f49') + bollard(1130) + '<rect y="372" width="1584" height="24" fill="#4a555b"/>';
  },
};

const cover = (draw) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">${draw()}</svg>`;

// --- to files -----------------------------------------------------------------------------------------------------

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
const page = await browser.newPage();

async function draw(name, svg, width, height) {
  await page.setViewportSize({ width, height });
  await page.setContent(`<body style="margin:0;display:grid">${svg}`);
  await writeFile(`${HERE}${name}.jpg`, await page.screenshot({ type: 'jpeg', quality: 82 }));
}

for (const [name, person] of Object.entries(PEOPLE)) await draw(name, portrait(person), 512, 512);
for (const [name, scene] of Object.entries(COVERS)) await draw(name, cover(scene), WIDTH, HEIGHT);
await browser.close();
