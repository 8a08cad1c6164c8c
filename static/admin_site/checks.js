// The check before publishing: "Check now" without leaving the form; what was refused is what one sees first.
// In a block: the names of all scripts of a page are shared.
{
  const checks = document.querySelector("#checks");
  const button = checks?.querySelector("[data-check]");

  if (checks?.hasAttribute("data-refused")) {
    checks.scrollIntoView({ block: "start" });
    checks.querySelector("h2").focus({ preventScroll: true });
  }

  button?.addEventListener("click", async (event) => {
    event.preventDefault();
    const said = checks.querySelector("[data-check-said]");
    said.textContent = "";
    button.disabled = true;
    try {
      const data = new FormData(button.form);
      data.set("_step", "check");
      const response = await fetch(button.form.getAttribute("action") || location.href, { method: "POST", body: data });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = response.ok && page.querySelector("#checks-found");
      // No check is in the answer where the form has mistakes: these are shown as for any other button.
      if (!found || page.querySelector("#content-main form")) throw new Error("no check");
      checks.querySelector("#checks-found").replaceWith(document.adoptNode(found));
      said.textContent = said.dataset.done;
    } catch {
      const step = Object.assign(document.createElement("input"), { type: "hidden", name: "_step", value: "check" });
      button.form.append(step);
      button.form.submit();
    } finally {
      button.disabled = false;
    }
  });
}
