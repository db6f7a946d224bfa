// One WebSocket for each page of a member. It says that something has changed; elements with data-live="topic" then
// fetch their content anew from their data-src. Without it, a reload shows the same.
import { open } from "./dialogs.js";

// Whoever signs out here is on the way to another page, and a new password brings a new cookie: both take a moment.
const SLACK = 1000;
const AWAY = 300_000;
const FIRST = 1000;
const LONGEST = 60_000;
const SIGNED_OUT = 4401;

let socket, retry, leave;
let failures = 0;
let paused = false;
let wasOpen = false;
const fetching = new Map();

export function live() {
  if (!document.getElementById("signed-out")) return;
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

function start() {
  connect();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leave);
    if (document.hidden) leave = setTimeout(pause, AWAY);
    else resume();
  });
  // The browser may keep the page for the way back, but not with a socket.
  addEventListener("pagehide", pause);
  addEventListener("pageshow", ({ persisted }) => persisted && resume());
}

function pause() {
  paused = true;
  clearTimeout(retry);
  if (socket?.readyState === WebSocket.OPEN) socket.close();
}

function resume() {
  paused = false;
  if (!socket && !document.getElementById("signed-out").open) connect();
}

function connect() {
  clearTimeout(retry);
  if (socket || paused) return;
  let opened = false;
  socket = new WebSocket(new URL("/live", location.href.replace(/^http/, "ws")));
  socket.addEventListener("open", () => {
    opened = true;
    failures = 0;
    if (paused) return socket.close();
    const topics = [...new Set([...document.querySelectorAll("[data-live]")].map(({ dataset }) => dataset.live))];
    socket.send(JSON.stringify({ subscribe: topics }));
    // Whatever was said in between was not heard.
    if (wasOpen) topics.forEach(refresh);
    wasOpen = true;
  });
  socket.addEventListener("message", ({ data }) => {
    const { topic } = JSON.parse(data);
    if (topic) refresh(topic);
  });
  socket.addEventListener("close", ({ code, reason }) => {
    socket = undefined;
    if (paused) return;
    if (code === SIGNED_OUT) retry = setTimeout(check, SLACK);
    else if (!reason) again(FIRST * 2 ** failures++, opened ? connect : check);
    else again(JSON.parse(reason).retry_ms, connect);
  });
}

// At any time within the window, so that those who were sent away together do not come back together. Without one
// there is no reason to come back before somebody looks at the page again.
function again(window, how) {
  if (window) retry = setTimeout(how, Math.random() * Math.min(window, LONGEST));
}

// A browser does not say why it got no socket. A page that is still signed in may have one; the others say so, and
// keep what was typed.
async function check() {
  const answer = await get("/badges").catch(() => undefined);
  if (answer?.headers.has("HX-Redirect")) open(document.getElementById("signed-out"));
  else if (answer?.ok) connect();
  else again(FIRST * 2 ** failures++, check);
}

function refresh(topic) {
  const elements = [...document.querySelectorAll(`[data-live="${CSS.escape(topic)}"]`)];
  for (const source of new Set(elements.map(({ dataset }) => dataset.src))) load(source);
}

async function load(source) {
  fetching.get(source)?.abort();
  const abort = new AbortController();
  fetching.set(source, abort);
  try {
    const answer = await get(source, abort.signal);
    const html = await answer.text();
    if (!answer.ok || answer.headers.has("HX-Redirect")) return;
    for (const element of document.querySelectorAll(`[data-src="${CSS.escape(source)}"]`)) {
      if (element.innerHTML !== html) element.innerHTML = html;
    }
  } catch {
    // The next signal, or the next page, shows it.
  }
}

function get(url, signal) {
  return fetch(url, { headers: { "HX-Request": "true" }, signal });
}
