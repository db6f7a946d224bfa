// Arrow keys in menus. Opening, closing by Esc and giving the focus back is the browser's own work.
const ITEMS = "a[href], button:not([disabled])";
const MOVES = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at < 1 ? count : at) - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function menus() {
  document.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;

    const button = event.target.closest("[popovertarget]");
    const menu = button ? document.getElementById(button.getAttribute("popovertarget")) : event.target.closest(".menu");
    if (!menu?.matches(".menu[popover]")) return;
    if (button && !event.key.startsWith("Arrow")) return;

    event.preventDefault();
    if (!menu.matches(":popover-open")) menu.showPopover({ source: button });
    const items = [...menu.querySelectorAll(ITEMS)].filter((item) => item.getClientRects().length);
    items[move(items.indexOf(document.activeElement), items.length)]?.focus();
  });
}
