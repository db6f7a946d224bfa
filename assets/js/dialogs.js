// <button data-dialog="id"> opens <dialog id="id">. Without scripts the button does what its form says.
export function dialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    open(dialog, opener);
  });
  for (const opener of document.querySelectorAll("[data-dialog][hidden]")) opener.hidden = false;
}

export function open(dialog, opener = document.activeElement) {
  if (dialog.open) return;
  // An opener inside a menu is gone when the dialog closes: the button of the menu gets the focus then.
  const menu = opener.closest("[popover]");
  const home = menu ? document.querySelector(`[popovertarget="${menu.id}"]`) : opener;
  const outside = (event) => event.target === dialog && dialog.close();
  // The dangerous button belongs to a form elsewhere; the dialog has done its part when that form is sent.
  const sent = (event) => dialog.contains(event.submitter) && dialog.close();
  dialog.addEventListener("click", outside);
  document.addEventListener("submit", sent);
  dialog.addEventListener(
    "close",
    () => {
      dialog.removeEventListener("click", outside);
      document.removeEventListener("submit", sent);
      home?.focus();
    },
    { once: true },
  );
  menu?.hidePopover();
  dialog.showModal();
}
