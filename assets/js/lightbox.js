// <ul data-lightbox> of <li><a data-large="address"><img></a></li>: a picture that is clicked is shown above the page, and
// the arrow keys go on to the others. Without scripts the link leads to the large file.
import { open } from "./dialogs.js";

export function lightbox() {
  const dialog = document.getElementById("lightbox");
  if (!dialog) return;
  const [picture, words, place] = ["img", "figcaption", "[data-pattern]"].map((part) => dialog.querySelector(part));
  let links = [];
  let at = 0;

  const show = (number) => {
    at = (number + links.length) % links.length;
    const small = links[at].querySelector("img");
    // What was there before must not stand beside the words of what comes.
    picture.removeAttribute("src");
    for (const name of ["alt", "width", "height"]) picture.setAttribute(name, small.getAttribute(name));
    picture.src = links[at].dataset.large;
    words.textContent = small.alt;
    place.textContent = place.dataset.pattern.replace("#number", at + 1).replace("#count", links.length);
    for (const button of dialog.querySelectorAll("[data-step]")) button.hidden = links.length < 2;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-lightbox] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    links = [...link.closest("[data-lightbox]").querySelectorAll("a")];
    show(links.indexOf(link));
    open(dialog, link);
  });
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-step]");
    if (button) show(at + Number(button.dataset.step));
  });
  dialog.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step && links.length > 1) show(at + step);
  });
}
