import { privacy } from './support/privacy.mjs';

privacy('privacy', { javaScript: true, look: '' });
