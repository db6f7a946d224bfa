// Forms: counters, one submit at a time, the way to the errors, a warning before losing what was typed, and the time
// zone of this device for those who join.
const SOON = 200;
const TOO_LONG = 15000;

export function forms() {
  counters();
  guard();
  busy();
  errors();
  focus();
  unstyle();
  timeZone();
}

// <input data-count="id" maxlength="220"> writes “32 of 220” into #id. The words come from its data-pattern.
function counters() {
  const count = (input) => {
    const line = document.getElementById(input.dataset.count);
    if (!line) return;
    line.hidden = false;
    line.textContent = line.dataset.pattern.replace("#used", input.value.length).replace("#limit", input.maxLength);
  };
  const all = () => document.querySelectorAll("[data-count]").forEach(count);
  all();
  document.addEventListener("input", ({ target }) => target.dataset?.count && count(target));
  document.addEventListener("htmx:after:swap", all);
}

// <form data-guard>: the browser asks before a page with unsaved changes is left.
function guard() {
  const content = (form) => new URLSearchParams(new FormData(form)).toString();
  const saved = new Map();
  const watch = () => {
    for (const form of document.querySelectorAll("form[data-guard]"))
      if (!saved.has(form)) saved.set(form, content(form));
  };
  watch();
  document.addEventListener("htmx:after:swap", watch);
  document.addEventListener("submit", ({ target }) => saved.delete(target));
  addEventListener("beforeunload", (event) => {
    for (const [form, before] of saved) if (form.isConnected && content(form) !== before) event.preventDefault();
  });
}

// While a request is on its way its button does nothing, and says so when it takes longer than a blink.
function busy() {
  const waiting = new Map();
  const start = (owner, button) => {
    done(owner);
    const shown = setTimeout(() => button?.setAttribute("aria-busy", "true"), SOON);
    // A form may answer with a file, and no event tells of that.
    waiting.set(owner, { button, shown, end: setTimeout(done, TOO_LONG, owner) });
  };
  const done = (owner) => {
    const wait = waiting.get(owner);
    if (!wait) return;
    clearTimeout(wait.shown);
    clearTimeout(wait.end);
    wait.button?.removeAttribute("aria-busy");
    waiting.delete(owner);
  };
  const refuse = (event) => {
    if (!waiting.has(event.target.closest("[data-htmx-powered], form"))) return;
    if (event.type === "click" && event.target.closest("form")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("submit", refuse, true);
  document.addEventListener("click", refuse, true);
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!event.defaultPrevented && submitter?.formMethod !== "dialog" && form.method !== "dialog")
      start(form, submitter);
  });
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const { sourceElement: source, request } = ctx;
    start(source, request.submitter ?? (source.matches(".btn") ? source : null));
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => done(ctx.sourceElement));
  // Back from the next page, kept in memory by the browser.
  addEventListener("pageshow", () => [...waiting.keys()].forEach(done));
}

// A form that came back with errors: on to the list of them.
function errors() {
  const go = () => document.getElementById("errors")?.focus();
  go();
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx.response?.status === 422 && go());
}

// What is swapped in may say where the focus goes: data-focus="id", or the first field of a form with data-focus-first.
// The element that had it is gone.
function focus() {
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status === 422) return;
    const first = document.querySelector("[data-focus-first]");
    const holder = document.querySelector("[data-focus]");
    const id = holder?.dataset.focus;
    // Once: what is swapped in later has a word of its own, or leaves the focus where it is.
    holder?.removeAttribute("data-focus");
    const target = first ? first.querySelector(".input") : id && document.getElementById(id);
    target?.focus({ preventScroll: Boolean(id) });
  });
}

// A field pulled larger by hand has a style attribute. htmx would put it on the element that comes in its place, which
// the content security policy refuses with a complaint.
function unstyle() {
  document.addEventListener("htmx:before:swap", () => {
    for (const element of document.querySelectorAll("[id][style]")) element.removeAttribute("style");
  });
}

// <input type="hidden" data-time-zone>: so that times read right from the first page on.
function timeZone() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  for (const input of document.querySelectorAll("[data-time-zone]")) input.value = timeZone;
}
