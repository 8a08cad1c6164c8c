// Beside the form of a translation: shows the original's words for the field that somebody is writing in.
const original = document.querySelector("[data-original]");

function wordsFor(element) {
  const row = element.closest("[class*='field-']");
  const name = [...(row?.classList ?? [])].find((one) => one.startsWith("field-"))?.slice("field-".length);
  const group = element.closest(".inline-group")?.id.replace(/-group$/, "");
  return [group, name].map((one) => one && original.querySelector(`[data-words="${CSS.escape(one)}"]`)).find(Boolean);
}

if (original) {
  original.closest("form").addEventListener("focusin", (event) => {
    if (original.contains(event.target)) return;
    const words = wordsFor(event.target);
    if (!words) return;
    original.querySelectorAll("[data-current]").forEach((one) => one.removeAttribute("data-current"));
    words.dataset.current = "";
    const head = original.querySelector(".original-head").offsetHeight;
    // Only the original scrolls: the page stays where the person is writing.
    original.scrollTop += words.getBoundingClientRect().top - original.getBoundingClientRect().top - head - 4;
  });
}
