// Shows the focal point on the picture and sets it by a click. The two number fields do the same without it,
// and for those who use the keyboard; the mark follows them.
const frame = document.querySelector(".focal-point");
const fields = ["id_focal_x", "id_focal_y"].map((id) => document.getElementById(id));

if (frame && fields.every(Boolean)) {
  const picture = frame.querySelector("img");
  const mark = document.createElement("span");
  mark.className = "focal-point-mark";
  frame.append(mark);

  const show = () => {
    const [x, y] = fields.map((field) => field.valueAsNumber);
    mark.hidden = picture.hidden || !(x >= 0 && x <= 1 && y >= 0 && y <= 1);
    mark.style.left = `${x * 100}%`;
    mark.style.top = `${y * 100}%`;
  };

  const share = (position, length) => Math.min(1, Math.max(0, position / length)).toFixed(2);

  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    fields[0].value = share(event.clientX - box.left, box.width);
    fields[1].value = share(event.clientY - box.top, box.height);
    for (const field of fields) field.dispatchEvent(new Event("input", { bubbles: true }));
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
