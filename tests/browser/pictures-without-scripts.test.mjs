import { pictures } from './support/pictures.mjs';

pictures('pictures without scripts', { javaScript: false, look: 'no-scripts-' });
