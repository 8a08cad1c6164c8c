// The part of the Cite dialog in which a source is found or made, and the requests to the server.

import { element, field, newId } from "newsroom/dialog"

const PAUSE = 200 // milliseconds after the last key until the server is asked

/** Ask our server. Returns `{ ok, data }`; throws when there is no answer in JSON, as after the sign-in expired. */
async function request(url, options = {}) {
  const response = await fetch(url, { credentials: "same-origin", ...options })
  if (!response.headers.get("content-type")?.startsWith("application/json")) throw new Error(`${response.status}`)
  return { ok: response.ok, data: await response.json() }
}

/** Return the sources with these keys, by key; keys that name none are left out. */
export async function fetchSources(url, keys) {
  const { ok, data } = await request(`${url}?${new URLSearchParams({ keys: keys.join(",") })}`)
  if (!ok) throw new Error("refused")
  return data.sources
}

const cookieToken = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""

/** Search field with results (WAI-ARIA APG, "Combobox"), the chosen source, and a form for a new one. */
export class SourcePicker {
  constructor({ options, storage, chosen, onModeChange }) {
    Object.assign(this, { options, storage, chosen, onModeChange, results: [], active: -1, isCreating: false })
    this.status = element("p", { class: "editor-status", role: "status" })
    this.chosenBox = element("div", { class: "cite-chosen" })
    this.searchBox = this.makeSearch()
    this.newBox = this.makeNew()
    const legend = element("legend", {}, options.texts.source)
    this.dom = element("fieldset", { class: "cite-source" }, legend, this.chosenBox, this.searchBox, this.newBox, this.status)
    if (storage.draft) this.openNew()
    this.show()
    if (!chosen) this.search()
  }

  /** Return the chosen source, creating it first where a new one was typed; null after telling what is missing. */
  async resolve() {
    this.say("")
    if (this.isCreating) await this.create()
    else if (!this.chosen) {
      this.searchField.setErrors([this.options.texts.chooseFirst])
      this.input.focus()
    }
    return this.isCreating ? null : this.chosen
  }

  show() {
    const { texts } = this.options
    this.chosenBox.hidden = !this.chosen
    this.searchBox.hidden = Boolean(this.chosen) || this.isCreating
    this.newBox.hidden = Boolean(this.chosen) || !this.isCreating
    this.onModeChange(this.isCreating && !this.chosen)
    if (!this.chosen) return
    this.chosenBox.replaceChildren(
      element(
        "div",
        { class: "cite-result" },
        element("strong", {}, this.chosen.title ?? texts.unknown),
        element("span", {}, this.chosen.detail ?? ""),
      ),
      element("button", { type: "button", on: { click: () => this.choose(null) } }, texts.change),
    )
  }

  choose(source) {
    this.chosen = source
    this.isCreating = false
    if (source) {
      this.storage.sources.set(source.key, source)
      this.searchField.setErrors()
    }
    this.show()
    if (source) this.chosenBox.querySelector("button").focus()
    else {
      this.input.focus()
      this.search()
    }
  }

  /** Return the control at which a person begins. */
  first() {
    if (this.chosen) return this.chosenBox.querySelector("button")
    return this.isCreating ? this.fields.title.control : this.input
  }

  say(text) {
    this.status.textContent = text
  }

  // --- Search ---

  makeSearch() {
    const { texts } = this.options
    this.list = element("ul", { role: "listbox", id: newId("results"), "aria-label": texts.results, hidden: true })
    this.input = element("input", {
      type: "search",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      on: {
        input: () => {
          clearTimeout(this.timer)
          this.timer = setTimeout(() => this.search(), PAUSE)
        },
        keydown: (event) => this.onKey(event),
      },
    })
    this.searchField = field(texts.search, this.input, { help: texts.searchHelp })
    this.newButton = element("button", { type: "button", hidden: true, on: { click: () => this.openNew() } }, texts.newSource)
    return element("div", {}, this.searchField.dom, this.list, this.newButton)
  }

  async search() {
    const { texts, urls } = this.options
    const words = this.input.value.trim()
    this.asked?.abort()
    const asked = (this.asked = new AbortController())
    try {
      const { ok, data } = await request(`${urls.search}?${new URLSearchParams({ q: words })}`, { signal: asked.signal })
      if (!ok) {
        this.say(Object.values(data.errors).flat().join(" "))
        return
      }
      this.newButton.hidden = !data.can_create
      this.showResults(data.results)
      const nothing = words ? texts.nothingFound : texts.noSources
      this.say(data.results.length ? (data.more ? texts.more : "") : nothing)
    } catch {
      if (!asked.signal.aborted) this.say(texts.noAnswer)
    }
  }

  showResults(results) {
    this.results = results
    this.active = -1
    this.list.replaceChildren(
      ...results.map((source, index) =>
        element(
          "li",
          {
            role: "option",
            class: "cite-result",
            id: `${this.list.id}-${index}`,
            "aria-selected": "false",
            on: { click: () => this.choose(source) },
          },
          element("strong", {}, source.title),
          element("span", {}, source.detail),
        ),
      ),
    )
    this.list.hidden = results.length === 0
    this.input.setAttribute("aria-expanded", String(results.length > 0))
    this.input.removeAttribute("aria-activedescendant")
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && this.results.length) {
      event.preventDefault()
      const from = this.active < 0 && step < 0 ? 0 : this.active
      this.activate((from + step + this.results.length) % this.results.length)
    } else if (event.key === "Enter") {
      // Never sends the form: the person is still choosing.
      event.preventDefault()
      if (this.active >= 0) this.choose(this.results[this.active])
    }
  }

  activate(index) {
    this.active = index
    ;[...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)))
    const option = this.list.children[index]
    this.input.setAttribute("aria-activedescendant", option.id)
    option.scrollIntoView({ block: "nearest" })
  }

  // --- New source ---

  makeNew() {
    const { texts, types } = this.options
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
    this.offer = element("p", { class: "cite-offer", hidden: true })
    const back = () => {
      this.isCreating = false
      this.show()
      this.input.focus()
      this.search()
    }
    return element(
      "div",
      { class: "cite-new", hidden: true, role: "group", "aria-label": texts.newSource },
      ...Object.values(this.fields).map(({ dom }) => dom),
      this.offer,
      element("button", { type: "button", on: { click: back } }, texts.searchInstead),
    )
  }

  openNew() {
    this.isCreating = true
    this.chosen = null
    const typed = this.input.value.trim()
    const draft = this.storage.draft ?? (/^https?:\/\//i.test(typed) ? { url: typed } : { title: typed })
    for (const [name, value] of Object.entries(draft)) this.fields[name].control.value = value
    this.say("")
    this.show()
    this.fields.title.control.focus()
  }

  values() {
    return Object.fromEntries(Object.entries(this.fields).map(([name, { control }]) => [name, control.value]))
  }

  keepDraft() {
    this.storage.draft = this.values()
  }

  async create() {
    const { texts, urls } = this.options
    this.showErrors({})
    try {
      const { ok, data } = await request(urls.create, {
        method: "POST",
        headers: { "X-CSRFToken": cookieToken() },
        body: new URLSearchParams(this.values()),
      })
      if (!ok) {
        this.showErrors(data.errors, data.existing)
        return
      }
      this.storage.draft = null
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
    if (existing) {
      const use = () => {
        this.storage.draft = null
        this.choose(existing)
      }
      const { texts } = this.options
      const button = element("button", { type: "button", on: { click: use } }, texts.useExisting)
      this.offer.replaceChildren(element("strong", {}, existing.title), " ", button)
    }
    if (wrong) this.fields[wrong].control.focus()
  }
}
