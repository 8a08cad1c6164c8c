// Uploads files one by one, with the progress of each, by choosing or dropping them. Without it the form sends all at once.
const form = document.getElementById("upload-form");
const input = document.getElementById("upload-files");
const zone = form.querySelector(".drop-zone");
const rows = document.querySelector(".upload-rows");
const summary = document.querySelector(".upload-summary");
const next = document.querySelector(".upload-next");
const texts = form.dataset;
const AT_ONCE = 2;

const queue = [];
const counts = { all: 0, stored: 0, failed: 0 };
let running = 0;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function tell() {
  if (running || queue.length) return;
  summary.textContent = ["stored", "all", "failed"].reduce((text, name) => text.replace(`%(${name})s`, counts[name]), texts.done);
}

function begin(file) {
  const row = document.createElement("li");
  const words = element("span", "upload-words");
  const state = element("span", "upload-facts", texts.waiting);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", texts.progress.replace("%(name)s", file.name));
  words.append(element("strong", "", file.name), state, bar);
  row.append(element("span", "upload-thumb"), words);
  rows.append(row);
  return { file, row, state, bar, words };
}

function fail(entry, problem, mayTryAgain) {
  counts.failed += 1;
  entry.row.classList.add("failed");
  entry.bar.remove();
  entry.state.textContent = `${texts.failed}: ${problem}`;
  entry.state.className = "upload-problem";
  if (!mayTryAgain) return;
  const again = element("button", "again", texts.again);
  again.type = "button";
  again.setAttribute("aria-label", `${texts.again}: ${entry.file.name}`);
  again.addEventListener("click", () => {
    counts.failed -= 1;
    const fresh = begin(entry.file);
    entry.row.replaceWith(fresh.row);
    queue.push(fresh);
    work();
  });
  entry.row.append(again);
}

function answered(entry, request) {
  const answer = request.response;
  if (request.status === 201 && answer) {
    counts.stored += 1;
    entry.row.innerHTML = answer.row;
    next.hidden = false;
    next.querySelector("[data-waiting-count]").textContent = answer.waiting;
  } else if (request.status === 422 && answer) {
    fail(entry, answer.problem, false);
  } else if (request.status === 403 || request.responseURL.split("?")[0] !== form.action.split("?")[0]) {
    fail(entry, texts.signedOut, true);
  } else {
    fail(entry, texts.trouble, true);
  }
}

function send(entry) {
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  data.append("files", entry.file);
  request.open("POST", form.action);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  entry.state.textContent = texts.sending;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) entry.bar.value = event.loaded / event.total;
  });
  request.upload.addEventListener("load", () => { entry.state.textContent = texts.checking; });
  request.addEventListener("load", () => answered(entry, request));
  request.addEventListener("error", () => fail(entry, texts.offline, true));
  request.addEventListener("loadend", () => { running -= 1; work(); });
  running += 1;
  request.send(data);
}

function work() {
  while (running < AT_ONCE && queue.length) send(queue.shift());
  tell();
}

function take(files) {
  summary.textContent = "";
  for (const file of files) {
    counts.all += 1;
    queue.push(begin(file));
  }
  work();
}

form.action = location.href.split("#")[0];
form.querySelector(".upload-submit").hidden = true;
form.querySelector(".drop-words").hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("change", () => {
  take([...input.files]);
  input.value = "";
});

// A file dropped beside the zone must not take the browser away from the page.
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => event.preventDefault());
zone.addEventListener("dragover", () => zone.classList.add("drop-over"));
zone.addEventListener("dragleave", (event) => {
  if (!zone.contains(event.relatedTarget)) zone.classList.remove("drop-over");
});
zone.addEventListener("drop", (event) => {
  zone.classList.remove("drop-over");
  take([...event.dataTransfer.files]);
});
window.addEventListener("beforeunload", (event) => {
  if (running || queue.length) event.preventDefault();
});
