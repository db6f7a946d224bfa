import { peace } from './support/peace.mjs';

peace('blocking and reporting', { javaScript: true });
