import { sections } from './support/sections.mjs';

sections('sections without scripts', { javaScript: false, look: 'no-scripts-' });
