import { peace } from './support/peace.mjs';

peace('blocking and reporting without scripts', { javaScript: false });
