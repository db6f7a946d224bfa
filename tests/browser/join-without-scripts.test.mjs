import { joining } from './support/joining.mjs';

joining('joining without scripts', { javaScript: false, look: 'no-scripts-' });
