import { talk } from './support/talk.mjs';

talk('talk', { javaScript: true });
