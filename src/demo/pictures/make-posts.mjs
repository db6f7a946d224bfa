// Draws the pictures of the demo's posts: `node src/demo/pictures/make-posts.mjs` writes them anew beside itself, the same
// each time. Needs Chromium and what `bin/setup-peers` installs for the browser journeys.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(new URL('../../../tests/browser/package.json', import.meta.url))('playwright-core');
const HERE = fileURLToPath(new URL('./', import.meta.url));
const [W, H] = [1200, 900];

/** Numbers that are the same each time. */
const dice = (seed) => () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
const sky = (...stops) =>
  `<defs><linearGradient id="sky" x2="0" y2="1">${stops.map((c, i) => `<stop offset="${i / (stops.length - 1)}" stop-color="${c}"/>`).join('')}</linearGradient></defs><rect width="${W}" height="${H}" fill="url(#sky)"/>`;
/** Water from a line downwards, with short light strokes. */
const sea = (y, dark, light, seed) => {
  const roll = dice(seed);
  const strokes = Array.from({ length: 90 }, () => {
    const top = y + 8 + (H - y) * roll() ** 1.4;
    const long = 20 + ((top - y) / (H - y)) * 160 * roll();
    return `<path d="M${(roll() * W).toFixed()} ${top.toFixed()}h${long.toFixed()}" stroke="${light}" stroke-width="${(1 + ((top - y) / (H - y)) * 4).toFixed(1)}" stroke-linecap="round" opacity="${(0.2 + roll() * 0.5).toFixed(2)}"/>`;
  });
  return `<rect y="${y}" width="${W}" height="${H - y}" fill="${dark}"/>${strokes.join('')}`;
};
const hills = (y, tall, fill, seed) => {
  const roll = dice(seed);
  const points = Array.from({ length: 13 }, (_, i) => `${i * 100} ${(y - tall * roll()).toFixed()}`);
  return `<path d="M0 ${y + 40}L${points.join('L')}L${W} ${y + 40}Z" fill="${fill}" stroke="${fill}" stroke-width="40" stroke-linejoin="round"/>`;
};

const ferry = (x, y, hull) => `<g transform="translate(${x} ${y})">
  <path d="M0 0h640l-50 96H60Z" fill="${hull}"/><path d="M20 0h590l-6-70H60Z" fill="#f4f1ea"/><path d="M110-70h400v-58H150Z" fill="#e4dfd3"/>
  ${Array.from({ length: 11 }, (_, i) => `<rect x="${80 + i * 46}" y="-48" width="26" height="22" rx="4" fill="#33505e"/>`).join('')}
  <path d="M200-128h170l-14-56H230Z" fill="#f4f1ea"/><rect x="236" y="-172" width="118" height="24" rx="4" fill="#33505e"/><rect x="420" y="-190" width="46" height="62" fill="${hull}"/></g>`;

const porpoise = (x, y, size, tilt) => `<g transform="translate(${x} ${y}) rotate(${tilt}) scale(${size})">
  <path d="M-120 30C-90-30-10-52 52-30c30 10 52 26 66 44-30-6-52-4-76 2C0 28-60 20-120 30Z" fill="#3f4a52"/>
  <path d="M-14-38c6-26 20-40 34-44-2 18 0 34 12 50Z" fill="#343d44"/><path d="M116 14c-30-6-52-4-76 2 22 10 52 8 76-2Z" fill="#9aa5a8"/><circle cx="92" cy="2" r="4" fill="#12181b"/></g>`;

const bridge = (y, fill) => `<path d="M0 ${y}h${W}v34H0Z" fill="${fill}"/>${[150, 450, 750, 1050].map((x) => `<path d="M${x - 26} ${y + 34}h52l14 420h-80Z" fill="${fill}"/>`).join('')}
  ${[0, 300, 600, 900].map((x) => `<path d="M${x} ${y}q150-210 300 0" fill="none" stroke="${fill}" stroke-width="16"/>${[60, 105, 150, 195, 240].map((at) => `<path d="M${x + at} ${y}v-${Math.round(210 * 2 * (at / 300) * (1 - at / 300))}" stroke="${fill}" stroke-width="6"/>`).join('')}`).join('')}`;

const chart = () => {
  const roll = dice(41);
  const line = (base, spread) => Array.from({ length: 15 }, (_, i) => `${160 + i * 66} ${(base + (roll() - 0.5) * spread).toFixed()}`).join('L');
  return `<rect width="${W}" height="${H}" fill="#f7f4ec"/>
    ${[200, 340, 480, 620, 760].map((y) => `<path d="M150 ${y}h960" stroke="#ddd6c6" stroke-width="3"/>`).join('')}
    <rect x="150" y="410" width="960" height="140" fill="#2d6a6a" opacity=".12"/>
    <path d="M${line(470, 90)}" fill="none" stroke="#1f5f66" stroke-width="9" stroke-linejoin="round"/>
    <path d="M${line(500, 110)}" fill="none" stroke="#c9772f" stroke-width="9" stroke-linejoin="round"/>
    <path d="M150 150v640h980" fill="none" stroke="#3b3a36" stroke-width="6"/>`;
};

const SCENES = {
  'post-shore-power-ferry.jpg': `${sky('#16283d', '#34506a', '#8a8f92')}${hills(470, 150, '#22384a', 3)}${sea(500, '#1c3244', '#7fa0ae', 5)}${ferry(300, 520, '#8c2f2b')}
    <path d="M0 690h330v210H0Z" fill="#4b4f50"/><rect x="60" y="470" width="150" height="220" rx="8" fill="#d9b23c"/><rect x="86" y="506" width="98" height="60" fill="#2b2f31"/>
    <path d="M200 640c80 60 90-40 190-70" fill="none" stroke="#111" stroke-width="16"/><circle cx="135" cy="600" r="14" fill="#7de08b"/>`,
  'post-shore-power-cables.jpg': `<rect width="${W}" height="${H}" fill="#39424a"/>${[0, 1, 2, 3, 4, 5].map((i) => `<path d="M${110 + i * 196} -20C${90 + i * 196} 300 ${150 + i * 190} 520 ${110 + i * 196} 920" fill="none" stroke="${['#b23a30', '#d08a2d', '#d6c33c', '#3f8f5b', '#2f6fa3', '#6d4b93'][i]}" stroke-width="70"/><g transform="translate(${62 + i * 196} ${300 + (i % 2) * 150})"><rect width="116" height="76" rx="8" fill="#f5f0e2"/><path d="M18 28h80M18 50h56" stroke="#45423a" stroke-width="9"/></g>`).join('')}`,
  'post-dogger-bank-porpoises.jpg': `${sky('#cfe3e8', '#e9eee6', '#f4e6cf')}<circle cx="880" cy="250" r="62" fill="#fff6dd"/>${sea(430, '#86b2b8', '#e3f0ee', 11)}
    ${porpoise(420, 600, 1.5, -4)}${porpoise(800, 540, 0.9, 3)}${porpoise(940, 700, 1.1, -2)}
    <path d="M200 640q220 40 440 0M690 566q120 24 240 0M800 738q150 30 290 0" fill="none" stroke="#f0f7f4" stroke-width="9" stroke-linecap="round" opacity=".8"/>`,
  'post-scour-bridge.jpg': `${sky('#b9c9d3', '#dfe2dc', '#efe3cf')}${hills(520, 80, '#8fa08a', 17)}${sea(560, '#6f8b86', '#cfdcd2', 19)}${bridge(360, '#53443c')}${sea(700, '#688580', '#d6e2d8', 23)}`,
  'post-scour-sensor.jpg': `${sky('#28434a', '#1d3339', '#12242a')}<path d="M0 640C240 600 360 690 560 660S930 600 1200 650V900H0Z" fill="#6d5f47"/><path d="M0 700C240 660 360 750 560 720S930 660 1200 710V900H0Z" fill="#57492f"/>
    <rect x="480" width="240" height="680" fill="#59666a"/><rect x="560" y="250" width="80" height="330" rx="12" fill="#e0b93f"/><rect x="576" y="280" width="48" height="60" rx="6" fill="#1c2326"/><circle cx="600" cy="540" r="20" fill="#c74b35"/>
    <path d="M600 580L380 690M600 580L600 700M600 580L820 680" stroke="#bfe6d8" stroke-width="5" stroke-dasharray="14 12" opacity=".7"/>`,
  'post-scour-chart.jpg': chart(),
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: W, height: H } });
for (const [name, drawn] of Object.entries(SCENES)) {
  await page.setContent(`<body style="margin:0"><svg width="${W}" height="${H}" viewBox="0 0 ${W} ${H}" style="display:block">${drawn}</svg>`);
  await writeFile(HERE + name, await page.screenshot({ type: 'jpeg', quality: 72 }));
}
await browser.close();
