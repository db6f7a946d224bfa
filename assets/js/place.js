// The way back to a list of posts leads to where one was: as many pages of it, the same post at the same height, and the
// focus on it. Browsers may not keep our pages (Cache-Control: no-store: after a sign-out nobody is to find them), so the
// list is asked for again, and shows what its reader may see by then. Kept for this tab alone, until somebody signs out:
// addresses, the number of a post, how far down it stood. Nothing of what they say.
import { enter, more, postOf, posts } from "./posts.js";

const STORE = "athena-places";
const ENTER = "athena-newest";
const KEPT = 20;
const PAGES = 10;

export function place() {
  // Guests have no place to go back to: whoever was here before has signed out.
  if (!document.getElementById("signed-out")) return write(STORE, undefined);
  const list = document.querySelector("main .posts");
  if (read(ENTER)) {
    write(ENTER, undefined);
    if (list && posts()[0]) ready(() => enter(posts()[0]));
  } else if (list && isBack()) ready(() => restore(read(STORE)?.[address()]));

  // The link to what is new is put in later. It leads to a page of its own: the first of it gets the focus there.
  document.addEventListener("click", (event) => event.target.closest("[data-newer]") && write(ENTER, true));
  if (!list) return;
  let left;
  document.addEventListener("click", ({ target }) => (left = postOf(target)), true);
  addEventListener("pagehide", () => remember(postOf(document.activeElement) ?? (left?.isConnected ? left : undefined)));
  addEventListener("pageshow", ({ persisted }) => persisted && left?.focus({ preventScroll: true }));
}

function address() {
  return location.pathname + location.search;
}

function isBack() {
  return performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

/** Does it once htmx knows the links of the page. */
function ready(doing) {
  if (document.readyState === "complete") doing();
  else addEventListener("load", doing, { once: true });
}

function remember(post) {
  const { [address()]: _, ...places } = read(STORE) ?? {};
  const inView = () => posts().find((one) => one.getBoundingClientRect().bottom > 0);
  const at = post ?? (scrollY > 0 ? inView() : undefined);
  if (at) places[address()] = { post: at.id, top: Math.round(at.getBoundingClientRect().top), entered: at === post };
  write(STORE, Object.fromEntries(Object.entries(places).slice(-KEPT)));
}

async function restore(last) {
  if (!last) return;
  const find = () => document.getElementById(last.post);
  for (let page = 1; page < PAGES && !find(); page += 1) if (!(await more())) break;
  const post = find();
  if (!post) return;
  if (last.entered) post.focus({ preventScroll: true });
  scrollBy(0, post.getBoundingClientRect().top - last.top);
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    value === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is forbidden in this browser: the way back leads to the beginning of the list.
  }
}
