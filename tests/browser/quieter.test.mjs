import { quieter } from './support/quieter.mjs';

quieter('seeing less', { javaScript: true });
