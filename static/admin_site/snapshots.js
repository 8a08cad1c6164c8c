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

async function renew(list, times) {
  if (times >= MOST) return;
  try {
    const answer = await fetch(list.dataset.copies, { credentials: "same-origin" });
    // Signed out meanwhile: the page of the sign-in came instead.
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-copies]");
    if (!fresh) return;
    const isDone = !("busy" in fresh.dataset);
    const [state, news] = [list, fresh].map((one) => one.querySelector(".copies-state"));
    // What has the focus stays while nothing has changed.
    if (isDone || state.textContent.trim() !== news.textContent.trim()) {
      // The part that is read aloud stays where it is and gets new words; all else is put in anew.
      state.replaceChildren(...news.childNodes);
      news.remove();
      [...list.children].filter((child) => child !== state).forEach((child) => child.remove());
      list.append(...fresh.childNodes);
      offerCopying(list);
    }
    if (isDone) {
      delete list.dataset.busy;
      return;
    }
  } catch {
    // The network is away for a moment.
  }
  setTimeout(() => renew(list, times + 1), PAUSE);
}

offerCopying(document);
document.querySelectorAll("[data-copies][data-busy]").forEach((list) => setTimeout(() => renew(list, 0), PAUSE));
