// Offers the browser's own way of sharing where it has one; the plain links beside it need no script.
"use strict";

if (navigator.share) {
  for (const button of document.querySelectorAll("button[data-share-address]")) {
    button.closest("[hidden]").hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.share({ text: button.dataset.shareText, url: button.dataset.shareAddress });
        document.querySelector("#form").requestSubmit();
      } catch {
        // Whoever closes the browser's window has not shared anything.
      }
    });
  }
}
