import { joining } from './support/joining.mjs';

joining('joining', { javaScript: true, look: '' });
