import { polls } from './support/polls.mjs';

polls('polls without scripts', { javaScript: false });
