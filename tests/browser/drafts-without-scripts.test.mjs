import { drafts } from './support/drafts.mjs';

drafts('drafts without scripts', { javaScript: false });
