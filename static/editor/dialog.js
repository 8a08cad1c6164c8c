// Building blocks of the editor's dialogs: elements, fields with a place for errors, a modal <dialog>.
// Nothing here parses markup: what people typed is only ever set as text.

let count = 0

/** Return a new id that no other element has. */
export const newId = (name) => `editor-${name}-${++count}`

/** Make an element. Names in `attributes` are HTML attributes; `on` is a map of listeners. */
export function element(tag, { on = {}, ...attributes } = {}, ...children) {
  const dom = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) dom.setAttribute(name, "")
    else if (value !== false && value !== null && value !== undefined) dom.setAttribute(name, value)
  }
  for (const [event, listener] of Object.entries(on)) dom.addEventListener(event, listener)
  dom.append(...children.filter((child) => child !== null && child !== undefined))
  return dom
}

/** Wrap a control with its label, help, a place for errors and one for a note. Returns `{ dom, control, setErrors, setNote }`. */
export function field(label, control, { help = "", className = "" } = {}) {
  control.id ||= newId("field")
  const helpText = help ? element("p", { class: "editor-help", id: `${control.id}-help` }, help) : null
  const errors = element("ul", { class: "editor-errors", id: `${control.id}-errors`, hidden: true })
  const note = element("p", { class: "editor-help editor-note", id: `${control.id}-note`, hidden: true })
  const describe = () => {
    const parts = [errors, note, helpText].filter((part) => part && !part.hidden)
    if (parts.length) control.setAttribute("aria-describedby", parts.map(({ id }) => id).join(" "))
    else control.removeAttribute("aria-describedby")
  }
  describe()
  return {
    dom: element(
      "div",
      { class: `editor-field ${className}`.trim() },
      element("label", { for: control.id }, label),
      control,
      errors,
      note,
      helpText,
    ),
    control,
    setErrors(messages = []) {
      errors.replaceChildren(...messages.map((message) => element("li", {}, message)))
      errors.hidden = messages.length === 0
      if (messages.length) control.setAttribute("aria-invalid", "true")
      else control.removeAttribute("aria-invalid")
      describe()
    },
    setNote(text = "") {
      note.textContent = text
      note.hidden = text === ""
      describe()
    },
  }
}

/**
 * Show a modal dialog with a form and resolve to what `submit` returns, or to null when it is closed without.
 *
 * Without `submitText` it only shows something. `submit` runs when the form is sent; it may be slow, and returns undefined to keep the dialog open.
 * `content` gets the dialog's parts and returns its fields; `first` returns the control that has the focus at first.
 */
export function openDialog({ title, className = "", texts, submitText, content, submit, first }) {
  return new Promise((resolve) => {
    const heading = element("h2", { id: newId("title") }, title)
    const submitButton = submitText ? element("button", { type: "submit", class: "editor-primary" }, submitText) : null
    const leave = { type: "button", on: { click: () => close(null) } }
    const cancel = element("button", leave, submitText ? texts.cancel : texts.close)
    const buttons = element("div", { class: "editor-buttons" })
    buttons.append(...[submitButton, cancel].filter(Boolean))
    const body = element("div", { class: "editor-dialog-body" })
    const form = element("form", { novalidate: true }, body, buttons)
    const cross = element(
      "button",
      { type: "button", class: "editor-cross", "aria-label": texts.close, on: { click: () => close(null) } },
      element("span", { "aria-hidden": "true" }, "×"),
    )
    const dialog = element(
      "dialog",
      { class: `editor-dialog ${className}`.trim(), "aria-labelledby": heading.id },
      element("header", {}, heading, cross),
      form,
    )
    let result = null
    const close = (value) => {
      result = value
      dialog.close()
    }
    body.append(...content({ close, buttons, submitButton }))
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      if (!submitButton || submitButton.disabled) return
      submitButton.disabled = true
      try {
        const value = await submit()
        if (value !== undefined) close(value)
      } finally {
        submitButton.disabled = false
      }
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(result)
    })
    document.body.append(dialog)
    dialog.showModal()
    first?.().focus()
  })
}
