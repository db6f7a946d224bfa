// Toasts: one at a time, six seconds, ten with an undo, waiting while the pointer or the focus is on it. Errors stay
// until closed.
const LIFE = 6000;
const LIFE_WITH_UNDO = 10000;

/** Shows the toast of <template id>. */
export function tell(id) {
  document.getElementById("toasts").replaceChildren(document.getElementById(id).content.cloneNode(true));
}

export function toasts() {
  const region = document.getElementById("toasts");
  let timer;

  const clear = () => region.replaceChildren();
  const pause = () => clearTimeout(timer);
  const resume = () => {
    pause();
    const toast = region.querySelector(".toast");
    if (!toast || toast.dataset.kind === "error") return;
    timer = setTimeout(clear, toast.querySelector("form") ? LIFE_WITH_UNDO : LIFE);
  };
  const show = (toast) => region.replaceChildren(toast);

  region.addEventListener("pointerenter", pause);
  region.addEventListener("pointerleave", resume);
  region.addEventListener("focusin", pause);
  region.addEventListener("focusout", resume);
  region.addEventListener("click", (event) => event.target.closest("[data-close]") && clear());
  new MutationObserver(() => {
    for (const button of region.querySelectorAll("[data-close]")) button.hidden = false;
    resume();
  }).observe(region, { childList: true });

  // A region tells only what is put into it later: a toast that came with the page is put in again.
  const first = region.querySelector(".toast");
  if (first) setTimeout(show, 100, first);

  const failed = () => tell("toast-failed");
  // A fragment that failed is not swapped in. The server says why in a toast; 422 brings the form back instead.
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status === 422) return;
    const page = new DOMParser().parseFromString(ctx.text, "text/html");
    const toast = page.body.firstElementChild;
    toast?.matches(".toast") ? show(document.adoptNode(toast)) : failed();
  });
  document.addEventListener("htmx:error", ({ detail }) => detail.ctx && !detail.ctx.response && failed());
}
