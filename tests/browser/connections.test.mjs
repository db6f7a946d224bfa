import { connections } from './support/connections.mjs';

connections('connections', { javaScript: true });
