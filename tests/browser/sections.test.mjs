import { sections } from './support/sections.mjs';

sections('sections', { javaScript: true, look: '' });
