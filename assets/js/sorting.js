// <ol data-sortable> of <li data-entry="id">: a row is dragged by its .grip and put in front of another. The row's own
// form says so to the server, which answers with the list. Keyboards and pages without scripts use its buttons.
export function sorting() {
  const ready = () => document.querySelectorAll("[data-sortable] .grip").forEach((grip) => (grip.hidden = false));
  ready();
  document.addEventListener("htmx:after:swap", ready);
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-sortable] .grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault(); // or the words it passes are selected
    drag(grip, event);
  });
}

function drag(grip, { pointerId, clientY }) {
  const row = grip.closest("[data-entry]");
  const list = row.parentElement;
  const before = row.nextElementSibling;
  let from = clientY;

  const move = (event) => {
    event.preventDefault();
    row.style.translate = `0 ${event.clientY - from}px`;
    const at = row.getBoundingClientRect();
    const middle = (at.top + at.bottom) / 2;
    const { previousElementSibling: above, nextElementSibling: below } = row;
    const top = row.offsetTop;
    if (above && middle < above.getBoundingClientRect().bottom - above.offsetHeight / 2) above.before(row);
    else if (below && middle > below.getBoundingClientRect().top + below.offsetHeight / 2) below.after(row);
    else return;
    // The row has another place now; it stays under the pointer.
    from += row.offsetTop - top;
    row.style.translate = `0 ${event.clientY - from}px`;
    // Moving an element in the document lets go of the pointer.
    grip.setPointerCapture(pointerId);
  };
  const end = (event) => {
    grip.removeEventListener("pointermove", move);
    grip.removeEventListener("pointerup", end);
    grip.removeEventListener("pointercancel", end);
    row.classList.remove("is-dragged");
    row.style.translate = "";
    if (event.type === "pointercancel") return void list.insertBefore(row, before);
    if (row.nextElementSibling !== before) send(row);
  };
  grip.setPointerCapture(pointerId);
  row.classList.add("is-dragged");
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
}

function send(row) {
  const form = row.querySelector("form[data-move]");
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "before";
  field.value = row.nextElementSibling?.dataset.entry ?? "";
  form.append(field);
  form.requestSubmit();
}
