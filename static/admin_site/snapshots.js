// Archived copies: the list renews itself while a copy is being made, and hashes are copied with one press.
const PAUSE = 3000;
const MOST = 60;

function offerCopying(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("button[data-copy-text]").forEach((button) => {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copyText);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  });
}

// Put in what the server says of the copies now; say whether one is still being made. Null: it said something else.
function show(list, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-copies]");
  if (!fresh) return null;
  const isBusy = "busy" in fresh.dataset;
  const [state, news] = [list, fresh].map((one) => one.querySelector(".copies-state"));
  // What has the focus stays while nothing has changed.
  if (!isBusy || state.textContent.trim() !== news.textContent.trim()) {
    // The part that is read aloud stays where it is and gets new words; all else is put in anew.
    state.replaceChildren(...news.childNodes);
    news.remove();
    [...list.children].filter((child) => child !== state).forEach((child) => child.remove());
    list.append(...fresh.childNodes);
    offerCopying(list);
    offerCapturing(list);
  }
  return isBusy;
}

// Ask for a copy without leaving the page: what is typed in the form above and not saved stays.
function offerCapturing(list) {
  const form = list.querySelector("form[data-capture]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, credentials: "same-origin", redirect: "manual" });
      if (answer.ok && show(list, await answer.text()) !== null) {
        list.querySelector(".copies-refresh button")?.focus();
        setTimeout(() => renew(list, 0), PAUSE);
        return;
      }
    } catch {
      // The network is away: the browser tells it better.
    }
    // Refused, signed out or broken: the page itself says what it is.
    form.submit();
  });
}

async function renew(list, times) {
  if (times >= MOST) return;
  try {
    const answer = await fetch(list.dataset.copies, { credentials: "same-origin" });
    // Signed out meanwhile: the page of the sign-in came instead.
    if (!answer.ok || answer.redirected) return;
    if (!show(list, await answer.text())) return;
  } catch {
    // The network is away for a moment.
  }
  setTimeout(() => renew(list, times + 1), PAUSE);
}

offerCopying(document);
document.querySelectorAll("[data-copies]").forEach((list) => {
  offerCapturing(list);
  if ("busy" in list.dataset) setTimeout(() => renew(list, 0), PAUSE);
});
