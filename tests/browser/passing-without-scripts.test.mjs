import { passing } from './support/passing.mjs';

passing('posts are passed on without scripts', { javaScript: false });
