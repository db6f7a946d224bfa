import { polls } from './support/polls.mjs';

polls('polls', { javaScript: true });
