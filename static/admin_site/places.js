// Links from what was found or commented on to the place in the form: the field gets the focus, quoted words are selected.

const focusable = "input:not([type=hidden]), select, textarea, button, a[href], [tabindex], [contenteditable=true]";

// Editors, selects and dates stand for the field that has the id.
const target = (id) => {
  const field = document.getElementById(id);
  const row = field?.closest(".form-row") ?? field;
  const editor = row?.querySelector(".ProseMirror[contenteditable=true]");
  if (editor) return editor;
  if (field?.matches(focusable) && field.offsetParent !== null && !field.matches(".select2-hidden-accessible")) return field;
  return [...(row?.querySelectorAll(".select2-selection, " + focusable) ?? [])].find((one) => one.offsetParent !== null) ?? row;
};

const find = (region, words) => {
  const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest("[data-cite], .cite-chip")) continue;
    nodes.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
  // White space is folded in what is quoted, and long words are cut off.
  const pattern = words.replace(/…$/, "").trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s*");
  const found = pattern ? new RegExp(pattern).exec(text) : null;
  if (!found) return null;
  const place = (offset) => {
    const last = nodes.findLast((one) => one.start <= offset);
    return [last.node, Math.min(offset - last.start, last.node.data.length)];
  };
  const range = document.createRange();
  range.setStart(...place(found.index));
  range.setEnd(...place(found.index + found[0].length - 1));
  range.setEnd(range.endContainer, Math.min(range.endOffset + 1, range.endContainer.data.length));
  return range;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-place]");
  const id = link?.hash.slice(1);
  const place = id && link.pathname === location.pathname ? target(id) : null;
  if (!place) return;
  event.preventDefault();
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
  const range = link.dataset.words && place.isContentEditable ? find(place, link.dataset.words) : null;
  if (range) {
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
  }
});
