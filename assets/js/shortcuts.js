// Keyboard shortcuts. Links name theirs: <a data-key="h"> is “g h”; those of posts are in posts.js. They can be switched off in the “?” dialog.
import { open } from "./dialogs.js";
import { press } from "./posts.js";

const PATIENCE = 1200;
const STORE = "athena-shortcuts";

export function shortcuts() {
  const help = document.getElementById("keys");
  let leading = -PATIENCE;

  const toggle = help?.querySelector("input");
  if (toggle) {
    toggle.checked = allowed();
    toggle.addEventListener("change", () => remember(toggle.checked));
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target) || document.querySelector("dialog[open]") || !allowed()) return;

    const afterG = event.timeStamp - leading < PATIENCE;
    leading = event.key === "g" && !afterG ? event.timeStamp : -PATIENCE;
    if (afterG) {
      document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
    } else if (event.key === "/") {
      const field = document.querySelector("[role=search] input");
      if (field) event.preventDefault();
      field?.focus();
    } else if (event.key === "?" && help) {
      open(help);
    } else {
      press(event);
    }
  });
}

function typing(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

function allowed() {
  try {
    return document.body.dataset.shortcuts !== "off" && localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    on ? localStorage.removeItem(STORE) : localStorage.setItem(STORE, "off");
  } catch {
    // Storage is forbidden in this browser: the choice holds for nothing more than this switch.
  }
}
