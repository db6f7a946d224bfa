// <form data-draft>: a draft saves itself a moment after the last key, and before anything else is sent from its page.
// What could not be saved stays, and the browser asks before it is left. Files that are chosen are sent at once.
const PAUSE = 1000;

export function drafts() {
  const form = document.querySelector("form[data-draft]");
  if (form) files(keep(form));
}

const ASKED = { "HX-Request": "true" };
const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

function keep(form) {
  const state = document.getElementById("draft-state");
  const { version } = form.elements;
  const content = () => new URLSearchParams(new FormData(form));
  const words = () => {
    const fields = content();
    fields.delete("version");
    return fields.toString();
  };
  let saved = words();
  let timer, saving, isLeaving;
  const isSaved = () => words() === saved;

  const send = async () => {
    const before = words();
    try {
      const answer = await fetch(form.action, { method: "POST", headers: ASKED, body: content(), redirect: "error" });
      const said = (await parse(answer)).getElementById("draft-state");
      state.textContent = said?.textContent ?? form.dataset.failed;
      if (!answer.ok) return;
      version.value = said.dataset.version;
      saved = before;
    } catch {
      state.textContent = form.dataset.failed;
    }
  };
  const save = () => {
    clearTimeout(timer);
    // One after the other: each begins with the version the last one has made.
    saving = (saving ?? Promise.resolve()).then(() => isSaved() || send());
    const own = saving;
    own.then(() => own === saving && (saving = undefined));
    return own;
  };

  document.addEventListener("input", ({ target }) => {
    if (target.form !== form) return;
    clearTimeout(timer);
    state.textContent = "";
    timer = setTimeout(save, PAUSE);
  });
  document.addEventListener(
    "submit",
    (event) => {
      const { target, submitter } = event;
      clearTimeout(timer);
      if (target === form && !saving) return void (isLeaving = true);
      if (target !== form && !saving && isSaved()) return;
      // What is being saved comes first; if it cannot be saved, the form itself says why.
      event.preventDefault();
      event.stopImmediatePropagation();
      const go = () => (target === form || isSaved() ? target.requestSubmit(submitter) : form.requestSubmit());
      (target === form ? saving : save()).then(() => setTimeout(go));
    },
    true,
  );
  addEventListener("pageshow", () => (isLeaving = false));
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && !isSaved()) event.preventDefault();
  });

  // Puts another list of pictures in the place of the one that is there, and keeps what was typed meanwhile.
  return function replace(section) {
    const wasSaved = isSaved();
    const typed = new FormData(form);
    document.getElementById("pictures").replaceWith(section);
    for (const field of form.elements) if (typed.has(field.name)) field.value = typed.get(field.name);
    if (wasSaved) saved = words();
  };
}

// <form data-files>: one request for each file, so that however many there are, no request is large.
function files(replace) {
  const ready = () => document.querySelectorAll("[data-without-scripts]").forEach((part) => (part.hidden = true));
  ready();
  document.addEventListener("change", async ({ target }) => {
    const form = target.closest("form[data-files]");
    if (!form || target.type !== "file" || !target.files.length) return;
    const chosen = [...target.files];
    const { action, dataset } = form;
    const progress = form.querySelector("[data-progress]");
    const wrong = [];
    let section;
    target.disabled = true;
    for (const [number, file] of chosen.entries()) {
      progress.textContent = progress.dataset.pattern.replace("#number", number + 1).replace("#count", chosen.length);
      const body = new FormData();
      body.set("first", number + 1);
      body.set("file", file);
      try {
        const page = await parse(await fetch(action, { method: "POST", headers: ASKED, body, redirect: "error" }));
        const next = page.getElementById("pictures");
        if (!next) throw new Error("no list of pictures");
        wrong.push(...next.querySelectorAll("#file-error > p"));
        section = next;
      } catch {
        const said = document.createElement("p");
        said.className = "error";
        said.textContent = dataset.failed.replace("#number", number + 1);
        wrong.push(said);
      }
    }
    if (section) replace(document.importNode(section, true));
    const place = document.getElementById("file-error");
    place.replaceChildren(...wrong.map((said) => document.importNode(said, true)));
    if (wrong.length) place.setAttribute("role", "alert");
    const field = document.querySelector("form[data-files] [type=file]");
    field.disabled = false;
    field.value = "";
    field.parentElement.querySelector("[data-progress]").textContent = "";
    field.focus();
    document.querySelectorAll("#pictures .grip").forEach((grip) => (grip.hidden = false));
    ready();
  });
}
