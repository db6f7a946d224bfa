import { quieter } from './support/quieter.mjs';

quieter('seeing less without scripts', { javaScript: false });
