import { posts } from './support/posts.mjs';

posts('posts', { javaScript: true });
