// <form data-toggle> with a button that has aria-pressed: it turns at once, the answer confirms it, and it turns back if
// it could not be done. A toast says why: toasts.js.
export function toggles() {
  const turn = ({ detail: { ctx } }) => {
    const button = ctx?.sourceElement.matches("[data-toggle]") && ctx.sourceElement.querySelector("[aria-pressed]");
    if (button) button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
  };
  document.addEventListener("htmx:before:request", turn);
  document.addEventListener("htmx:response:error", turn);
  document.addEventListener("htmx:error", (event) => !event.detail.ctx?.response && turn(event));
}
