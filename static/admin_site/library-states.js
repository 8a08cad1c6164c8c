// Looks, while files for readers are being made, how far they are, and shows it without loading the page anew.
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30000;
const AT_MOST = 100;

const address = document.querySelector("[data-states-url]")?.dataset.statesUrl;
const unfinished = () => [...document.querySelectorAll(".library-state[data-state=waiting], .library-state[data-state=retrying]")];

function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function apply(badge, { state, badge: html, thumbnail, shown }) {
  if (state === badge.dataset.state && state !== "waiting") return;
  const row = badge.closest("tr");
  badge.replaceWith(parsed(html));
  if (row) row.querySelector(".thumb")?.replaceWith(parsed(thumbnail));
  const picture = document.querySelector(".focal-point img");
  if (row || !picture || !shown || state !== "made") return;
  Object.assign(picture, shown);
}

async function look() {
  const badges = unfinished().slice(0, AT_MOST);
  const query = new URLSearchParams(badges.map((badge) => ["key", badge.dataset.picture]));
  const response = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) return false;
  const { states } = await response.json();
  for (const badge of badges) {
    const found = states[badge.dataset.picture];
    if (found) apply(badge, found);
  }
  return true;
}

function later(pause) {
  if (!address || !unfinished().length) return;
  setTimeout(async () => {
    // A page that nobody looks at asks nothing.
    const asked = document.hidden ? true : await look().catch(() => true);
    if (asked) later(Math.min(pause * 1.3, LONGEST_PAUSE));
  }, pause);
}

later(FIRST_PAUSE);
