// The bar of a publication's form: panels close like menus do, and it says while something is not saved.
const panels = [...document.querySelectorAll("details[data-panel]")];

document.addEventListener("click", (event) => {
  panels.filter((panel) => panel.open && !panel.contains(event.target)).forEach((panel) => { panel.open = false; });
});

panels.forEach((panel) => {
  panel.addEventListener("toggle", () => {
    if (panel.open) panel.querySelector("input, textarea")?.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
});

const form = document.querySelector(".publication-form #content-main form");
const unsaved = document.querySelector("[data-unsaved]");

if (form && unsaved) {
  let dirty = false;
  const mark = (event) => {
    if (!event.isTrusted) return;
    dirty = true;
    unsaved.hidden = false;
  };
  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  form.addEventListener("submit", (event) => {
    // A preview in a new tab leaves the form as it is.
    if (event.submitter?.formTarget !== "_blank") dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
