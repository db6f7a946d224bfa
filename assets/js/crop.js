// <form data-crop="photo|cover"> with a file and the fields x, y, width and height: the picture is shown on the canvas, is
// moved by pointer or arrow keys and enlarged by the slider; the fields say, in thousandths, which part of it is seen.
// Pages without scripts, and files that the browser cannot read, use the choice below.
const SHAPES = { photo: { width: 320, height: 320 }, cover: { width: 800, height: 200 } };
const STEP = 0.05; // of the frame, for a press of an arrow key

export function crop() {
  document.querySelectorAll("form[data-crop]").forEach(follow);
}

function follow(form) {
  const view = form.querySelector("[data-crop-view]");
  const choice = form.querySelector("[data-crop-choice]");
  const canvas = view.querySelector("canvas");
  const zoom = view.querySelector("[data-crop-zoom]");
  const shape = SHAPES[form.dataset.crop];
  Object.assign(canvas, shape);
  let picture = null;
  let middle = { x: 0.5, y: 0.5 }; // of the part that is seen, as a share of the picture

  const show = (isShown) => {
    view.hidden = !isShown;
    choice.hidden = isShown;
  };
  const reset = () => {
    picture?.close();
    picture = null;
    for (const name of ["x", "y", "width", "height"]) form.elements[name].value = "";
    show(false);
  };
  // The part that is seen, in pixels of the picture.
  const part = () => {
    const fit = Math.min(picture.width / shape.width, picture.height / shape.height);
    const scale = (fit * 100) / zoom.value;
    const [width, height] = [shape.width * scale, shape.height * scale];
    const x = clamp(middle.x * picture.width - width / 2, 0, picture.width - width);
    const y = clamp(middle.y * picture.height - height / 2, 0, picture.height - height);
    middle = { x: (x + width / 2) / picture.width, y: (y + height / 2) / picture.height };
    return { x, y, width, height };
  };
  const draw = () => {
    const { x, y, width, height } = part();
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff"; // as on the server: what is translucent lies on white
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, x, y, width, height, 0, 0, canvas.width, canvas.height);
    const { elements } = form;
    elements.x.value = Math.round((x / picture.width) * 1000);
    elements.y.value = Math.round((y / picture.height) * 1000);
    elements.width.value = Math.round((width / picture.width) * 1000);
    elements.height.value = Math.round((height / picture.height) * 1000);
  };
  // By so much of the frame.
  const move = (across, down) => {
    const { width, height } = part();
    middle.x -= (across * width) / picture.width;
    middle.y -= (down * height) / picture.height;
    draw();
  };

  form.elements.file.addEventListener("change", async () => {
    reset();
    const [file] = form.elements.file.files;
    if (!file) return;
    const read = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
    if (!read || form.elements.file.files[0] !== file) return;
    picture = read;
    middle = { x: 0.5, y: 0.5 };
    zoom.value = 100;
    show(true);
    draw();
  });
  zoom.addEventListener("input", () => picture && draw());
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key];
    if (!by || !picture) return;
    event.preventDefault();
    move(...by);
  });
  canvas.addEventListener("pointerdown", (event) => {
    if (!picture || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    let from = event;
    const drag = (event) => {
      const box = canvas.getBoundingClientRect();
      move((event.clientX - from.clientX) / box.width, (event.clientY - from.clientY) / box.height);
      from = event;
    };
    canvas.addEventListener("pointermove", drag);
    const end = () => canvas.removeEventListener("pointermove", drag);
    canvas.addEventListener("pointerup", end, { once: true });
    canvas.addEventListener("pointercancel", end, { once: true });
  });
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}
