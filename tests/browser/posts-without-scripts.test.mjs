import { posts } from './support/posts.mjs';

posts('posts without scripts', { javaScript: false });
