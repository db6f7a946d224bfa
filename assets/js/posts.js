// The posts of a page: which one is meant, the next of them, and what keys do with it. A list that has more ends with a
// link to it, which puts them in its own place.
const POSTS = "main article.post";
const ON_POST = {
  o: (post) => visit(post.querySelector(".when > a")),
  l: (post) => post.querySelector('.post-bar [aria-pressed][id^="react-"]')?.click(),
  s: (post) => post.querySelector(`#save-${post.id.replace("post-", "")}`)?.click(),
  c: (post) => post.querySelector("[data-comment]")?.click(),
};
const COMPOSER = "/feed#text";

/** The posts of the page. One that stands inside another belongs to it. */
export function posts() {
  return [...document.querySelectorAll(POSTS)].filter((post) => !post.parentElement.closest(POSTS));
}

/** The post around an element. */
export function postOf(element) {
  return posts().find((post) => post.contains(element));
}

/** The focus to a post, below the top bar. */
export function enter(post) {
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: "start" });
}

/** Loads what comes after the last post; whether there was any. */
export function more() {
  const link = document.querySelector("main .posts > .pager a");
  if (!link) return Promise.resolve(false);
  const list = link.closest(".posts");
  return new Promise((resolve) => {
    // A link that has done its part has left the page, and nobody hears of it any more. One that failed stays.
    const watch = new MutationObserver(() => !list.contains(link) && done(true));
    const failed = ({ detail: { ctx } }) => ctx?.sourceElement === link && done(false);
    const done = (isThere) => {
      watch.disconnect();
      document.removeEventListener("htmx:finally:request", failed);
      resolve(isThere);
    };
    watch.observe(list, { childList: true });
    document.addEventListener("htmx:finally:request", failed);
    link.click();
  });
}

/** Does what a key means on this page; whether it means anything. */
export function press(event) {
  const { key, target } = event;
  if (key === "j") next();
  else if (key === "k") previous();
  else if (key === "n") write();
  else if (key === "Enter" && target.matches(POSTS)) ON_POST.o(target);
  else if (Object.hasOwn(ON_POST, key) && meant()) ON_POST[key](meant());
  else return false;
  event.preventDefault();
  return true;
}

/** The post with the focus; on its own page it is the one. */
function meant() {
  const all = posts();
  return postOf(document.activeElement) ?? (document.querySelector("main .posts") ? undefined : all[0]);
}

/** Where the top bar ends. */
function top() {
  return document.querySelector(".topbar")?.getBoundingClientRect().bottom ?? 0;
}

async function next() {
  const all = posts();
  const at = all.indexOf(postOf(document.activeElement));
  // Who comes from elsewhere begins with what they see.
  const to = at < 0 ? all.find((post) => post.getBoundingClientRect().bottom > top() + 1) : all[at + 1];
  if (to) return enter(to);
  // A page may have none that one may read, and be followed by others.
  while (await more()) if (posts()[all.length]) return enter(posts()[all.length]);
}

function previous() {
  const all = posts();
  const at = all.indexOf(postOf(document.activeElement));
  const above = (post) => post.getBoundingClientRect().top < top();
  const to = at < 0 ? all.findLast(above) : all[at - 1];
  if (to) enter(to);
}

function visit(link) {
  if (link && link.pathname !== location.pathname) link.click();
}

function write() {
  const field = document.querySelector(".composer textarea");
  if (field) field.focus();
  else if (document.getElementById("keys")) location.assign(COMPOSER);
}
