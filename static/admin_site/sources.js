// The form of a source: shows first what matters for its type, how the date is understood, and what may be here already.
const WAIT = 300;

function later(act) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, WAIT);
  };
}

// Answers to what is no longer typed come late: only the last question counts.
function asker() {
  let last = 0;
  return async (address, parameters) => {
    const mine = (last += 1);
    try {
      const response = await fetch(`${address}?${new URLSearchParams(parameters)}`, { headers: { Accept: "application/json" } });
      const answer = response.ok ? await response.json() : null;
      return mine === last ? answer : null;
    } catch {
      return null;
    }
  };
}

function echoDates() {
  document.querySelectorAll("input[data-date-echo]").forEach((field) => {
    const echo = document.getElementById(`${field.id}_echo`);
    const ask = asker();
    const show = async () => {
      const found = await ask(field.dataset.dateEcho, { date: field.value });
      if (!found) return;
      echo.toggleAttribute("data-problem", Boolean(found.problem));
      echo.textContent = found.problem || (found.edtf ? echo.dataset.words.replace("{words}", found.words).replace("{edtf}", found.edtf) : echo.dataset.none);
    };
    field.addEventListener("input", later(show));
  });
}

function showDoubles(place, found) {
  place.replaceChildren();
  if (!found.length) return;
  const lead = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = place.dataset.words;
  lead.append(strong, found.some((one) => one.same) ? ` ${place.dataset.same}` : "");
  const list = document.createElement("ul");
  found.forEach((one) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.url;
    link.textContent = one.title;
    const use = document.createElement("a");
    use.href = one.url;
    use.textContent = place.dataset.use;
    use.setAttribute("aria-label", `${place.dataset.use}: ${one.title}`);
    line.append(link, ` (${one.detail}) – ${one.why}. `, use);
    list.append(line);
  });
  place.append(lead, list);
}

function watchDoubles(fields) {
  const place = fields.querySelector(".doubles");
  if (!place) return;
  const names = { kind: "type", url: "url", doi: "doi", isbn: "isbn", title: "title", issued: "issued_as_typed" };
  const inputs = Object.entries(names).map(([key, name]) => [key, document.getElementById(`id_${name}`)]).filter(([, input]) => input);
  const ask = asker();
  const look = later(async () => {
    const typed = Object.fromEntries(inputs.map(([key, input]) => [key, input.value]));
    const found = await ask(fields.dataset.doubles, { ...typed, but: fields.dataset.but });
    if (found) showDoubles(place, found.doubles);
  });
  inputs.forEach(([, input]) => input.addEventListener("input", look));
}

function arrangeByKind(fields) {
  const choice = document.getElementById("id_type");
  if (!choice || !fields.dataset.kinds) return;
  const kinds = JSON.parse(fields.dataset.kinds);
  const first = fields.querySelector("fieldset.kind-fields");
  const rest = fields.querySelector("fieldset.kind-rest");
  if (!first || !rest) return;
  const rows = new Map([...fields.querySelectorAll(".kind-fields .form-row, .kind-rest .form-row")].map((row) => [[...row.classList].find((name) => name.startsWith("field-")).slice(6), row]));
  const homes = { first: first.querySelector("details") || first, rest: rest.querySelector("details") || rest };
  const isFilled = (row) => [...row.querySelectorAll("input, textarea")].some((input) => input.value);
  choice.addEventListener("change", () => {
    const relevant = kinds[choice.value] || [];
    relevant.forEach((name) => rows.has(name) && homes.first.append(rows.get(name)));
    rows.forEach((row, name) => {
      if (relevant.includes(name)) return;
      (isFilled(row) ? homes.first : homes.rest).append(row);
    });
  });
}

const fields = document.querySelector(".source-fields");
if (fields) {
  watchDoubles(fields);
  arrangeByKind(fields);
}
echoDates();
