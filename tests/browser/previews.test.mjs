import { previews } from './support/previews.mjs';

previews('previews');
