// Proposes tags for the word that is being typed, in a field that holds several with commas between them.
document.querySelectorAll("input[data-tags]").forEach((field) => {
  const list = document.getElementById(field.dataset.tags);
  if (!list) return;
  const names = [...list.options].map((option) => option.value);
  const own = document.createElement("datalist");
  own.id = `${field.id}_proposals`;
  field.after(own);
  field.setAttribute("list", own.id);

  function propose() {
    const typed = field.value.split(",");
    const last = typed.pop().trim().toLocaleLowerCase();
    const before = typed.map((name) => name.trim()).filter(Boolean);
    const taken = new Set(before.map((name) => name.toLocaleLowerCase()));
    const start = before.length ? `${before.join(", ")}, ` : "";
    const fitting = names.filter((name) => {
      const lower = name.toLocaleLowerCase();
      return last && !taken.has(lower) && lower.includes(last);
    });
    own.replaceChildren(...fitting.slice(0, 12).map((name) => new Option(name, start + name)));
  }

  field.addEventListener("input", propose);
});
