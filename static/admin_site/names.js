// Gives names, for assistive technology, to what the admin's own parts leave without one.

// The boxes that search while one types (Select2) know nothing of the label of the field they stand for.
function nameOf(select) {
  const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  return (label?.textContent ?? select.getAttribute("aria-label") ?? "").replace(/:?\s*$/, "").trim();
}

function nameBoxes(root) {
  root.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
    const name = nameOf(select);
    const box = select.nextElementSibling;
    if (!name || !box?.matches(".select2")) return;
    box.querySelectorAll(".select2-selection, .select2-selection__rendered").forEach((part) => {
      part.setAttribute("aria-label", name);
      part.removeAttribute("aria-labelledby");
    });
  });
}

function nameAll() {
  nameBoxes(document);
  // The head of a column without a name is no head.
  document.querySelectorAll("th.original:empty").forEach((head) => {
    const cell = document.createElement("td");
    cell.className = "original";
    head.replaceWith(cell);
  });
}

// Where the admin brings jQuery along, its own functions are waiting in jQuery's queue: ours comes after them.
const queue = window.django?.jQuery;
if (queue) {
  queue(nameAll);
  queue(document).on("select2:open", (event) => {
    document.querySelector(".select2-container--open .select2-search__field")?.setAttribute("aria-label", nameOf(event.target));
  });
} else {
  nameAll();
}

// Rows are made searchable by another listener of the same event; it must have run before.
document.addEventListener("formset:added", (event) => setTimeout(() => nameBoxes(event.target)));
