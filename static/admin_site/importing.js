/* While an import is under way: asks for its page again, shows how far it has come, and loads the page when it has ended. */

const place = document.getElementById("import-state");
const pause = Number(place.dataset.seconds) * 1000;

async function look() {
  try {
    const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (response.ok && !response.redirected) {
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("import-state");
      if (!fresh?.hasAttribute("data-under-way")) {
        window.location.reload();
        return;
      }
      for (const name of ["[role=status]", "progress"]) {
        const [old, next] = [place.querySelector(name), fresh.querySelector(name)];
        if (old && next && !old.isEqualNode(next)) old.replaceWith(next);
      }
    }
  } catch {
    /* The connection broke; the next look may succeed. */
  }
  window.setTimeout(look, pause);
}

window.setTimeout(look, pause);
