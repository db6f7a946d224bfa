import { talk } from './support/talk.mjs';

talk('talk without scripts', { javaScript: false });
