// Orders the rows of inlines that have a field "position": by two buttons for the keyboard, and by dragging.
// Without JavaScript the number itself is typed.
const texts = document.getElementById("desk-texts").dataset;

function rowsOf(group) {
  return [...group.querySelectorAll(".form-row[id], .inline-related[id]")].filter(
    (row) => !row.classList.contains("empty-form") && row.querySelector("[name$='-position']"),
  );
}

function isFilled(row) {
  const fields = row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([name$='-position']), textarea, select");
  return row.classList.contains("has_original") || [...fields].some((field) => field.value && !field.matches("select[name$='-kind'], select[name$='-state']"));
}

function number(group) {
  // A row that nobody filled in keeps its 0, or the server would take it for one that was begun.
  rowsOf(group).forEach((row, index) => {
    const field = row.querySelector("[name$='-position']");
    if (isFilled(row)) field.value = index + 1;
  });
}

function button(text, sign, move) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "order-button";
  made.setAttribute("aria-label", text);
  made.title = text;
  made.textContent = sign;
  made.addEventListener("click", () => { move(); made.focus(); });
  return made;
}

function equip(group, row) {
  const field = row.querySelector("[name$='-position']");
  if (!field || row.querySelector(".order-buttons")) return;
  field.type = "hidden";
  const tools = document.createElement("span");
  tools.className = "order-buttons";
  const step = (distance) => {
    const rows = rowsOf(group);
    const other = rows[rows.indexOf(row) + distance];
    if (!other) return;
    if (distance < 0) other.before(row); else other.after(row);
    number(group);
  };
  tools.append(button(texts.up, "↑", () => step(-1)), button(texts.down, "↓", () => step(1)));
  field.after(tools);
  tools.draggable = true;
  tools.addEventListener("dragstart", (event) => {
    row.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  tools.addEventListener("dragend", () => { row.classList.remove("dragged"); number(group); });
  row.addEventListener("dragover", (event) => {
    const dragged = group.querySelector(".dragged");
    if (!dragged || dragged === row) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(dragged); else row.after(dragged);
  });
}

document.querySelectorAll(".js-inline-admin-formset").forEach((group) => {
  if (!group.querySelector("[name$='-position']")) return;
  rowsOf(group).forEach((row) => equip(group, row));
  group.addEventListener("formset:added", (event) => equip(group, event.target));
  group.closest("form").addEventListener("submit", () => number(group));
});
