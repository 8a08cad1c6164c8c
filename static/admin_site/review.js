// Comments: "Comment" beside a field takes along what is selected there; adding one and "Done" do not leave the form.
// In a block: the names of all scripts of a page are shared.
{
  const section = () => document.querySelector("#comments");
  let selected = "";

  // The selection is gone once another place has the focus.
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const inEditor = selection.anchorNode?.parentElement?.closest(".ProseMirror[contenteditable=true]");
    if (inEditor) selected = selection.toString().replace(/\s+/g, " ").trim().slice(0, 300);
  });

  const onField = (name) => {
    const field = document.getElementById(`id_${name}`);
    if (name === "body") return selected;
    if (!field?.matches("input[type=text], textarea")) return "";
    return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-comment-on]");
    if (!link) return;
    event.preventDefault();
    document.querySelector("#comment_field").value = link.dataset.commentOn;
    document.querySelector("#comment_quoted").value = onField(link.dataset.commentOn);
    const text = document.querySelector("#comment_text");
    text.scrollIntoView({ block: "center" });
    text.focus({ preventScroll: true });
  });

  const show = (html) => {
    const part = new DOMParser().parseFromString(html, "text/html");
    const fresh = part.querySelector("#comments");
    if (!fresh) return false;
    part.querySelectorAll("[data-comments-of]").forEach((beside) => {
      document.querySelector(`[data-comments-of="${beside.dataset.commentsOf}"]`)?.replaceWith(document.adoptNode(beside));
    });
    const said = fresh.querySelector("[data-comments-said]");
    const words = said.textContent;
    said.textContent = "";
    section().replaceWith(document.adoptNode(fresh));
    prepare();
    // Said after it stands in the page: a status is read when it changes.
    requestAnimationFrame(() => { said.textContent = words; });
    section().querySelector("h2").focus();
    return true;
  };

  const send = async (form, address) => {
    const response = await fetch(address, { method: "POST", body: new FormData(form), headers: { "X-Part": "comments" } });
    return response.ok && show(await response.text());
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!["comment-form", "comment-done"].includes(form.id) || !section()) return;
    event.preventDefault();
    const address = event.submitter?.getAttribute("formaction") ?? form.action;
    const isDone = await send(form, address).catch(() => false);
    if (isDone) return;
    // As without a script: the answer says what is wrong.
    form.action = address;
    form.submit();
  });

  const prepare = () => {
    section()?.querySelectorAll("[data-without-script]").forEach((help) => { help.hidden = true; });
    // What is typed here is no unsaved change of the item.
    ["input", "change"].forEach((name) => {
      section()?.addEventListener(name, (event) => event.stopPropagation());
    });
  };
  prepare();
}
