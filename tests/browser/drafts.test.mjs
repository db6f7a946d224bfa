import { drafts } from './support/drafts.mjs';

drafts('drafts', { javaScript: true });
