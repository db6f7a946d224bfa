import { connections } from './support/connections.mjs';

connections('connections without scripts', { javaScript: false });
