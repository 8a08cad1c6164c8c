// Shows the focal point on the picture, sets it by a click, by dragging or with the arrow keys, and draws the crops that
// the layout makes around it. The two number fields do the same without it; everything here follows them.
const desk = document.querySelector(".focal-desk");
const fields = ["id_focal_x", "id_focal_y"].map((id) => document.getElementById(id));

const clamp = (value) => Math.min(1, Math.max(0, value));

function crop(picture, width, height, [x, y]) {
  // As publishing/pixels.py cuts: the largest part with those proportions, around the point, inside the picture.
  const boxWidth = Math.min(picture.naturalWidth, (picture.naturalHeight * width) / height);
  const boxHeight = (boxWidth * height) / width;
  const left = Math.min(Math.max(x * picture.naturalWidth - boxWidth / 2, 0), picture.naturalWidth - boxWidth);
  const top = Math.min(Math.max(y * picture.naturalHeight - boxHeight / 2, 0), picture.naturalHeight - boxHeight);
  return [left, top, boxWidth, boxHeight];
}

function previews() {
  const texts = JSON.parse(desk.dataset.texts);
  return JSON.parse(desk.dataset.crops).map(({ name, width, height }) => {
    const figure = document.createElement("figure");
    const canvas = document.createElement("canvas");
    const caption = document.createElement("figcaption");
    figure.className = "focal-crop";
    canvas.width = width / 2;
    canvas.height = height / 2;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", texts.crop.replace("%(name)s", name));
    caption.textContent = `${name}, ${width} × ${height}`;
    figure.append(canvas, caption);
    desk.append(figure);
    return { figure, canvas, width, height };
  });
}

function equip() {
  const frame = desk.querySelector(".focal-point");
  const picture = frame.querySelector("img");
  const { mark: said } = JSON.parse(desk.dataset.texts);
  const crops = previews();
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "focal-point-mark";
  frame.append(mark);

  const show = () => {
    const point = fields.map((field) => field.valueAsNumber);
    const [x, y] = point;
    mark.hidden = picture.hidden || !(x >= 0 && x <= 1 && y >= 0 && y <= 1);
    mark.style.left = `${x * 100}%`;
    mark.style.top = `${y * 100}%`;
    mark.setAttribute("aria-label", said.replace("%(x)s", Math.round(x * 100)).replace("%(y)s", Math.round(y * 100)));
    for (const { figure, canvas, width, height } of crops) {
      figure.hidden = mark.hidden || !picture.complete || !picture.naturalWidth;
      if (figure.hidden) continue;
      const pen = canvas.getContext("2d");
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, ...crop(picture, width, height, point), 0, 0, canvas.width, canvas.height);
    }
  };

  const set = (x, y) => {
    [fields[0].value, fields[1].value] = [x, y].map((share) => clamp(share).toFixed(2));
    for (const field of fields) field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const setAt = (event) => {
    const box = picture.getBoundingClientRect();
    set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };

  picture.addEventListener("click", setAt);
  mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
  mark.addEventListener("pointermove", (event) => {
    if (mark.hasPointerCapture(event.pointerId) && event.buttons) setAt(event);
  });
  mark.addEventListener("keydown", (event) => {
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (across === undefined) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 0.01;
    set(fields[0].valueAsNumber + across * step, fields[1].valueAsNumber + down * step);
  });
  for (const field of fields) field.addEventListener("input", show);

  // A new picture is shown before it is uploaded; one that the browser cannot read is not shown.
  const file = document.getElementById("id_file");
  let address = null;
  file?.addEventListener("change", () => {
    if (address) URL.revokeObjectURL(address);
    picture.hidden = true;
    show();
    if (!file.files.length) return;
    address = URL.createObjectURL(file.files[0]);
    picture.src = address;
  });
  picture.addEventListener("load", () => {
    picture.hidden = false;
    show();
  });
  show();
}

if (desk && fields.every(Boolean)) equip();
