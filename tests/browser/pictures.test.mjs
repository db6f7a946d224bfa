import { pictures } from './support/pictures.mjs';

pictures('pictures', { javaScript: true, look: '' });
