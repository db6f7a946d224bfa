import { privacy } from './support/privacy.mjs';

privacy('privacy without scripts', { javaScript: false, look: 'no-scripts-' });
