import { previews } from './support/previews.mjs';

previews('previews without scripts', { javaScript: false });
