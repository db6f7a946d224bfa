// <a data-copy href="…"> copies its whole address. Without scripts, and where the browser lets nobody copy, it leads
// there.
import { tell } from "./toasts.js";

export function copying() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-copy]");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    try {
      await navigator.clipboard.writeText(link.href);
      tell("toast-copied");
    } catch {
      location.assign(link.href);
    }
  });
}
