// Counts the characters of fields with data-counter while they are typed. The number is always in sight; assistive
// technology hears it only when typing pauses and the verdict has changed.
const PAUSE = 800;

function verdict(length, recommended, limit) {
  if (length > limit) return "over";
  return length > recommended ? "long" : "count";
}

function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

function watch(field) {
  const texts = JSON.parse(field.dataset.counter);
  const recommended = Number(field.dataset.recommended);
  const limit = Number(field.dataset.limit);
  const shown = document.createElement("p");
  shown.className = "counter";
  shown.id = `${field.id}_counter`;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  field.after(shown, said);
  let timer;
  let last = "count";

  function update(speak) {
    // The server counts code points, and strips spaces at the ends.
    const length = [...field.value.trim()].length;
    const now = verdict(length, recommended, limit);
    const text = fill(texts[now], { count: length, recommended, over: length - limit });
    shown.textContent = text;
    shown.dataset.verdict = now;
    clearTimeout(timer);
    if (speak && now !== last) {
      timer = setTimeout(() => { said.textContent = text; last = now; }, PAUSE);
    }
  }

  field.addEventListener("input", () => update(true));
  update(false);
}

document.querySelectorAll("[data-counter]").forEach(watch);
