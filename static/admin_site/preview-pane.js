// The preview beside the form: the real page in a frame, at three widths, of what is typed just now. Nothing is stored.
{
  const mainForm = document.querySelector(".publication-form #content-main form");
  const template = document.getElementById("preview-pane-template");
  const toggle = template?.content.querySelector("button[aria-expanded]").cloneNode(true);

  // A form of its own carries the fields: the one that staff type in is not sent, so that nothing takes it for saved.
  const post = (frame) => {
    const carrier = document.createElement("form");
    carrier.method = "post";
    carrier.action = window.location.pathname;
    carrier.target = frame.name;
    carrier.hidden = true;
    const add = (name, value) => {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      carrier.append(field);
    };
    new FormData(mainForm).forEach((value, name) => {
      // A time that is typed for a step is no part of the page.
      const isOfPage = !name.startsWith("_") && !name.startsWith("publish_time");
      if (typeof value === "string" && isOfPage) add(name, value);
    });
    add("_step", "pane");
    document.body.append(carrier);
    carrier.submit();
    carrier.remove();
  };

  // Links in the frame would leave the preview, or show nothing: other pages refuse to be framed. They open beside.
  const keepInside = (frame) => {
    frame.contentDocument?.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || link.getAttribute("href").startsWith("#")) return;
      event.preventDefault();
      window.open(link.href, "_blank", "noopener");
    });
    frame.contentDocument?.addEventListener("submit", (event) => event.preventDefault());
  };

  class Pane {
    constructor() {
      this.element = template.content.querySelector("aside").cloneNode(true);
      document.body.append(this.element);
      document.body.classList.add("with-preview-pane");
      this.frame = this.element.querySelector("iframe");
      this.stage = this.element.querySelector(".preview-pane-stage");
      this.state = this.element.querySelector(".preview-pane-state");
      this.widths = [...this.element.querySelectorAll("[data-width]")];
      this.widths.forEach((button) => button.addEventListener("click", () => this.show(button.dataset.width)));
      this.element.querySelector("[data-pane=refresh]").addEventListener("click", () => this.refresh());
      this.element.querySelector("[data-pane=close]").addEventListener("click", () => { closePane(); toggle.focus(); });
      this.frame.addEventListener("load", () => this.loaded());
      this.resizing = new ResizeObserver(() => this.scale());
      this.resizing.observe(this.stage);
      this.typed = () => { this.state.textContent = this.state.dataset.stale; };
      mainForm.addEventListener("input", this.typed);
      this.show(sessionStorage.getItem("preview-pane-width") ?? "360");
      this.refresh();
    }

    show(width) {
      this.width = Number(width);
      sessionStorage.setItem("preview-pane-width", width);
      this.widths.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.width === width)));
      this.scale();
    }

    // A page wider than the pane is shown smaller, whole in its width.
    scale() {
      const factor = Math.min(1, this.stage.clientWidth / this.width);
      this.frame.style.width = `${this.width}px`;
      this.frame.style.height = `${this.stage.clientHeight / factor}px`;
      this.frame.style.transform = `scale(${factor})`;
    }

    refresh() {
      this.scrolledTo = this.frame.contentWindow?.scrollY ?? 0;
      this.state.textContent = this.state.dataset.loading;
      this.isLoading = true;
      post(this.frame);
    }

    loaded() {
      if (!this.isLoading || this.frame.contentWindow.location.href === "about:blank") return;
      this.isLoading = false;
      this.state.textContent = "";
      keepInside(this.frame);
      this.frame.contentWindow.scrollTo(0, this.scrolledTo);
    }

    remove() {
      mainForm.removeEventListener("input", this.typed);
      this.resizing.disconnect();
      this.element.remove();
      document.body.classList.remove("with-preview-pane");
    }
  }

  let pane = null;

  function openPane() {
    pane ??= new Pane();
    toggle.setAttribute("aria-expanded", "true");
    sessionStorage.setItem("preview-pane", "open");
  }

  function closePane() {
    pane?.remove();
    pane = null;
    toggle.setAttribute("aria-expanded", "false");
    sessionStorage.removeItem("preview-pane");
  }

  const previewButton = document.querySelector(".bar button[name=_step][value=preview]");

  if (mainForm && toggle && previewButton) {
    previewButton.after(toggle);
    toggle.addEventListener("click", () => (pane ? closePane() : openPane()));
    // After saving, the form is a new page: what was open stays open and shows what was saved.
    if (sessionStorage.getItem("preview-pane") === "open") window.addEventListener("load", openPane);
  }
}
