// <textarea data-mentions>: whoever types @ and a letter is offered people. The server sends the list; arrows choose,
// Enter or Tab take, Esc sends the list away. The field stays a text field: it says which of the list is chosen.
const TYPED = /(?:^|[^\p{L}\p{M}\p{N}_@＠/&.-])[@＠](?<letters>[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,29})$/u;
const WAIT = 120;

let field, list, offeredFor, waiting, asking;
/** Where Esc was pressed: nothing is offered there until something else is typed. */
let refused = -1;

export function mentions() {
  document.addEventListener("input", (event) => {
    if (!isField(event.target) || event.isComposing) return;
    refused = -1;
    look(event.target);
  });
  document.addEventListener("compositionend", ({ target }) => isField(target) && look(target));
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("selectionchange", () => {
    const at = document.activeElement;
    if (field && at === field && !typed(field)) close();
  });
  document.addEventListener("focusout", ({ target }) => target === field && close());
  // The field keeps the focus.
  document.addEventListener("pointerdown", (event) => list?.contains(event.target) && event.preventDefault());
  document.addEventListener("mousedown", (event) => list?.contains(event.target) && event.preventDefault());
  document.addEventListener("click", ({ target }) => list?.contains(target) && take(target.closest("[role=option]")));
  document.addEventListener("htmx:after:swap", () => field && !field.isConnected && close());
}

function isField(element) {
  return element instanceof HTMLTextAreaElement && element.hasAttribute("data-mentions");
}

/** What is typed behind the last @ before the caret, and where the @ stands. */
function typed(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const letters = TYPED.exec(area.value.slice(0, area.selectionStart))?.groups.letters;
  return letters && { letters, from: area.selectionStart - letters.length - 1 };
}

function look(area) {
  clearTimeout(waiting);
  const at = typed(area);
  if (!at || at.from === refused) return close();
  field = area;
  waiting = setTimeout(ask, WAIT, area, at);
}

async function ask(area, { letters, from }) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`/mentions?q=${encodeURIComponent(letters)}`, {
      headers: { "HX-Request": "true" },
      signal: asking.signal,
    });
    const html = await answer.text();
    // An answer that comes late is one to another question.
    const now = typed(area);
    if (document.activeElement !== area || now?.letters !== letters || now.from !== from || from === refused) return;
    if (!answer.ok || answer.headers.has("HX-Redirect")) return close();
    show(area, new DOMParser().parseFromString(html, "text/html").querySelector("[role=listbox]"));
  } catch {
    // Given up for a newer question, or nobody answers: then nobody is offered.
  }
}

function show(area, found) {
  close();
  if (!found) return;
  field = area;
  list = document.adoptNode(found);
  offeredFor = typed(area).letters;
  area.after(list);
  list.showPopover({ source: area });
  // Where a popover cannot hang on its field it is put below it.
  if (!CSS.supports("position-area: block-end")) {
    const { left, bottom } = area.getBoundingClientRect();
    Object.assign(list.style, { inset: `${bottom}px auto auto ${left}px` });
  }
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  choose(0);
}

function close() {
  clearTimeout(waiting);
  asking?.abort();
  list?.remove();
  for (const name of ["aria-activedescendant", "aria-controls", "aria-haspopup", "aria-autocomplete"]) {
    field?.removeAttribute(name);
  }
  field = list = undefined;
}

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function chosen() {
  return options().findIndex((option) => option.getAttribute("aria-selected") === "true");
}

function choose(at) {
  const all = options();
  const to = (at + all.length) % all.length;
  all.forEach((option, place) => option.setAttribute("aria-selected", place === to));
  field.setAttribute("aria-activedescendant", all[to].id);
}

function onKey(event) {
  if (!list || event.target !== field || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const at = chosen();
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else if (event.key === "Enter" || event.key === "Tab") {
    // Whoever types faster than answers come does not get somebody else.
    if (typed(field)?.letters !== offeredFor) return close();
    take(options()[at]);
  } else if (event.key === "Escape") {
    refused = typed(field)?.from ?? -1;
    close();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(option) {
  const area = field;
  const at = option && typed(area);
  const caret = area.selectionStart;
  close();
  if (!at) return;
  const isFollowed = area.value[caret] === " ";
  const text = `@${option.dataset.handle}${isFollowed ? "" : " "}`;
  area.setSelectionRange(at.from, caret);
  // So that it can be undone like anything typed; where that is not to be had, it is put in all the same.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, at.from, caret, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (isFollowed) area.setSelectionRange(area.selectionEnd + 1, area.selectionEnd + 1);
}
