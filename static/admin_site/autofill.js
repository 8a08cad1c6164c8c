// Fills in the form of a source without leaving it: asks the server what is found, writes it into empty fields, says so.
document.querySelectorAll("[data-autofill]").forEach((box) => {
  const form = box.closest("form");
  const typed = box.querySelector("input[name=autofill_typed]");
  const button = box.querySelector("button");
  const told = box.querySelector(".autofill-told");
  const field = (name) => form.elements[`${name}_typed`] ?? form.elements[name];
  const labelOf = (control) => control.labels?.[0]?.textContent.replace(/[:*\s]+$/, "").trim() ?? control.name;
  const type = field("type");
  let typeTouched = false;
  type?.addEventListener("change", (event) => { typeTouched ||= event.isTrusted; });

  function say(text, className = "") {
    const line = document.createElement("p");
    line.textContent = text;
    if (className) line.className = className;
    told.append(line);
    return line;
  }

  // What nobody chose: an empty field, or the type that the form for a new source begins with.
  function isFree(name, control) {
    if (name === "type") return "new" in box.dataset && !typeTouched && [...control.options].every((option) => option.selected === option.defaultSelected);
    return control.value.trim() === "";
  }

  function mark(control, origin) {
    const id = `${control.id}_origin`;
    document.getElementById(id)?.remove();
    const line = document.createElement("div");
    line.id = id;
    line.className = "help";
    const words = document.createElement("span");
    words.className = "autofill-origin";
    words.textContent = origin.charAt(0).toLocaleUpperCase() + origin.slice(1);
    line.append(words);
    (control.closest(".flex-container") ?? control).after(line);
    control.addEventListener("input", (event) => { if (event.isTrusted) line.remove(); });
  }

  function write(name, control, { value, origin }) {
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
    control.closest("details")?.setAttribute("open", "");
    mark(control, origin);
  }

  function take(answer) {
    const filled = [];
    const left = [];
    for (const [name, found] of Object.entries(answer.fields)) {
      const control = field(name);
      if (!control || control.disabled) continue;
      const same = control.value.trim() === found.value;
      if (isFree(name, control)) {
        write(name, control, found);
        filled.push(labelOf(control));
      } else if (!same) {
        left.push(labelOf(control));
      }
    }
    const note = Object.assign(document.createElement("input"), { type: "hidden", name: "autofill_note", value: answer.note });
    box.append(note);
    say(filled.length ? box.dataset.filled.replace("%s", filled.join(", ")) : box.dataset.nothing);
    if (left.length) say(box.dataset.left.replace("%s", left.join(", ")));
    answer.remarks.forEach((remark) => say(remark));
    const here = answer.existing;
    if (here && box.dataset.change.replace("/0/", `/${here.key}/`) !== location.pathname) {
      const link = Object.assign(document.createElement("a"), { href: box.dataset.change.replace("/0/", `/${here.key}/`), textContent: here.title });
      say(`${box.dataset.here} `).append(link);
    }
  }

  async function ask() {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("typed", typed.value);
    for (const name of ["url", "doi", "isbn"]) body.set(name, form.elements[name]?.value ?? "");
    const response = await fetch(box.dataset.autofill, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (response.ok) take(answer);
    else Object.values(answer.errors).flat().forEach((words) => say(words, "autofill-error"));
  }

  async function fill(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    told.replaceChildren();
    say(box.dataset.busy);
    const busy = told.firstElementChild;
    try {
      await ask();
    } catch {
      say(box.dataset.failed, "autofill-error");
    }
    busy.remove();
    button.disabled = false;
  }

  button.addEventListener("click", fill);
  // The Enter key in this box looks up; it does not save the source.
  typed.addEventListener("keydown", (event) => { if (event.key === "Enter") fill(event); });
});
