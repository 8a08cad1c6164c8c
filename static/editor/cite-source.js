// The part of the Cite dialog in which a source is found or made, and the requests to the server.

import { isFindable, SourceFill } from "newsroom/cite-fill"
import { element, field } from "newsroom/dialog"
import { formToken, request, resultParts, SearchBox } from "newsroom/search-box"

const ONE_A_LINE = ["editors", "translators"]

/** Return the sources with these keys, by key; keys that name none are left out. */
export async function fetchSources(url, keys) {
  const { ok, data } = await request(`${url}?${new URLSearchParams({ keys: keys.join(",") })}`)
  if (!ok) throw new Error("refused")
  return data.sources
}

/**
 * Search field with results (WAI-ARIA APG, "Combobox"), the chosen source, and a form for a new one.
 *
 * Of several in one dialog only one keeps what was typed of a new source when the dialog is closed.
 */
export class SourcePicker {
  constructor({ options, storage, chosen, legend, onChoose = () => {}, onModeChange = () => {}, keepsDraft = true }) {
    Object.assign(this, { options, storage, chosen, onChoose, onModeChange, keepsDraft, isCreating: false })
    this.status = element("p", { class: "editor-status", role: "status" })
    this.chosenBox = element("div", { class: "editor-chosen" })
    this.searchBox = this.makeSearch()
    this.newBox = this.makeNew()
    const title = element("legend", {}, legend ?? options.texts.source)
    this.dom = element("fieldset", { class: "editor-chooser" }, title, this.chosenBox, this.searchBox, this.newBox, this.status)
    if (keepsDraft && storage.draft) this.openNew()
    this.show()
    if (!chosen) this.box.search()
  }

  /** Return the chosen source, creating it first where a new one was typed; null after telling what is missing. */
  async resolve() {
    this.say("")
    if (this.isCreating) await this.create()
    else if (!this.chosen) this.refuse(this.options.texts.chooseFirst)
    return this.isCreating ? null : this.chosen
  }

  /** Say at the source what is wrong with it. */
  refuse(message) {
    this.say(this.chosen ? message : "")
    if (this.chosen) this.chosenBox.querySelector("button").focus()
    else {
      this.box.field.setErrors([message])
      this.box.input.focus()
    }
  }

  show() {
    const { texts } = this.options
    this.chosenBox.hidden = !this.chosen
    this.searchBox.hidden = Boolean(this.chosen) || this.isCreating
    this.newBox.hidden = Boolean(this.chosen) || !this.isCreating
    this.onModeChange(this.isCreating && !this.chosen)
    if (!this.chosen) return
    const { title = texts.unknown, detail = "" } = this.chosen
    this.chosenBox.replaceChildren(
      element("div", { class: "editor-result" }, ...resultParts({ title, detail })),
      element("button", { type: "button", on: { click: () => this.choose(null) } }, texts.change),
    )
  }

  choose(source) {
    this.chosen = source
    this.isCreating = false
    if (source) {
      this.storage.sources.set(source.key, source)
      this.box.field.setErrors()
    }
    this.show()
    this.onChoose()
    if (source) this.chosenBox.querySelector("button").focus()
    else {
      this.box.input.focus()
      this.box.search()
    }
  }

  /** Return the control at which a person begins. */
  first() {
    if (this.chosen) return this.chosenBox.querySelector("button")
    return this.isCreating ? this.firstOfNew() : this.box.input
  }

  say(text) {
    this.status.textContent = text
  }

  // --- Search ---

  makeSearch() {
    const { texts, urls } = this.options
    this.box = new SearchBox({
      url: urls.search,
      texts: { ...texts, none: texts.noSources },
      choose: (source) => this.choose(source),
      say: (text) => this.say(text),
      answered: (data) => {
        this.newButton.hidden = !data.can_create
      },
    })
    this.newButton = element("button", { type: "button", hidden: true, on: { click: () => this.openNew() } }, texts.newSource)
    return element("div", {}, ...this.box.parts, this.newButton)
  }

  // --- New source ---

  makeNew() {
    const { texts, types, urls } = this.options
    const input = (attributes) => element("input", { type: "text", autocomplete: "off", ...attributes })
    const controls = {
      type: element("select", {}, ...types.map(({ value, name }) => element("option", { value }, name))),
      title: input({ maxlength: 500, required: true }),
      authors: element("textarea", { rows: 2 }),
      publisher: input({ maxlength: 300 }),
      issued_as_typed: input({ maxlength: 100 }),
      url: input({ type: "url", maxlength: 1000 }),
    }
    const help = { authors: texts.authorsHelp, issued_as_typed: texts.dateHelp }
    this.fields = Object.fromEntries(
      Object.entries(controls).map(([name, control]) => [
        name,
        field(texts.fields[name], control, { help: help[name], className: `cite-new-${name}` }),
      ]),
    )
    for (const control of Object.values(controls)) control.addEventListener("input", () => this.keepDraft())
    this.fill = new SourceFill({
      url: urls.fill,
      texts,
      fieldOf: (name) => this.fieldOf(name),
      values: () => this.values(),
      useButton: (source) => this.useButton(source),
      changed: () => this.keepDraft(),
    })
    this.offer = element("p", { class: "cite-offer", hidden: true })
    const back = () => {
      this.fill.stop()
      this.isCreating = false
      this.show()
      this.box.input.focus()
      this.box.search()
    }
    return element(
      "div",
      { class: "cite-new", hidden: true, role: "group", "aria-label": texts.newSource },
      this.fill.dom,
      ...Object.values(this.fields).map(({ dom }) => dom),
      this.offer,
      element("button", { type: "button", on: { click: back } }, texts.searchInstead),
    )
  }

  openNew() {
    this.isCreating = true
    this.chosen = null
    const typed = this.box.words
    const draft = this.keepsDraft && this.storage.draft
    if (draft) {
      for (const [name, value] of Object.entries(draft.values)) this.fieldOf(name).control.value = value
      this.fill.restore(draft.fill)
    } else if (isFindable(typed)) {
      this.fill.begin(typed)
    } else if (typed) {
      this.fields.title.control.value = typed
    }
    this.say("")
    this.show()
    this.firstOfNew().focus()
  }

  firstOfNew() {
    const { title } = this.fields
    return title.control.value ? title.control : this.fill.input
  }

  /** Return the field with this name. Those that are not asked for are made once something is found for them. */
  fieldOf(name) {
    const { also } = this.options
    if (!(name in this.fields) && name in also) {
      const attributes = { autocomplete: "off", on: { input: () => this.keepDraft() } }
      const control = ONE_A_LINE.includes(name)
        ? element("textarea", { rows: 2, ...attributes })
        : element("input", { type: "text", ...attributes })
      this.fields[name] = field(also[name], control, { className: "cite-new-also" })
      this.offer.before(this.fields[name].dom)
    }
    return this.fields[name]
  }

  values() {
    return Object.fromEntries(Object.entries(this.fields).map(([name, { control }]) => [name, control.value]))
  }

  keepDraft() {
    if (this.keepsDraft) this.storage.draft = { values: this.values(), fill: this.fill.state() }
  }

  /** Empty the form: its source is stored, or another one is used in its place. */
  forget() {
    if (this.keepsDraft) this.storage.draft = null
    for (const [name, { control, dom, setErrors, setNote }] of Object.entries(this.fields)) {
      if (name in this.options.also) {
        dom.remove()
        delete this.fields[name]
        continue
      }
      if (name === "type") control.selectedIndex = 0
      else control.value = ""
      setErrors()
      setNote()
    }
    this.offer.hidden = true
    this.fill.restore()
  }

  useButton(source) {
    const use = () => {
      this.forget()
      this.choose(source)
    }
    return element("button", { type: "button", on: { click: use } }, this.options.texts.useExisting)
  }

  async create() {
    const { texts, urls } = this.options
    this.showErrors({})
    this.fill.stop()
    this.fill.keepAddress()
    const body = new URLSearchParams(this.values())
    for (const note of this.fill.notes) body.append("autofill_note", note)
    try {
      const { ok, data } = await request(urls.create, { method: "POST", headers: { "X-CSRFToken": formToken() }, body })
      if (!ok) {
        this.showErrors(data.errors, data.existing)
        return
      }
      this.forget()
      this.choose(data.source)
    } catch {
      this.say(texts.noAnswer)
    }
  }

  /** Put messages under their fields, those of no field in the status, and the focus on the first wrong field. */
  showErrors(errors, existing = null) {
    for (const [name, { setErrors }] of Object.entries(this.fields)) setErrors(errors[name])
    const others = Object.entries(errors).filter(([name]) => !(name in this.fields))
    this.say(others.flatMap(([, messages]) => messages).join(" "))
    const wrong = Object.keys(this.fields).find((name) => errors[name])
    this.offer.hidden = !existing
    if (existing) this.offer.replaceChildren(element("strong", {}, existing.title), " ", this.useButton(existing))
    if (wrong) this.fields[wrong].control.focus()
  }
}
