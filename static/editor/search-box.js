// A search field with its results below (WAI-ARIA APG, "Combobox" with a list box), and the requests to our server.

import { element, field, newId } from "newsroom/dialog"

const PAUSE = 200 // milliseconds after the last key until the server is asked

/** Ask our server. Returns `{ ok, data }`; throws when there is no answer in JSON, as after the sign-in expired. */
export async function request(url, options = {}) {
  const response = await fetch(url, { credentials: "same-origin", ...options })
  if (!response.headers.get("content-type")?.startsWith("application/json")) throw new Error(`${response.status}`)
  return { ok: response.ok, data: await response.json() }
}

/** Return the token that our server asks for with every POST. */
export const formToken = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""

/** Return what a search found as the element that shows it: title, detail and, where there is one, a small picture. */
export function resultParts({ title, detail, thumbnail }) {
  const words = [element("strong", {}, title), element("span", {}, detail)]
  if (!thumbnail) return words
  const { src, width, height } = thumbnail
  return [
    element("img", { src, width, height, alt: "", loading: "lazy" }),
    element("span", { class: "editor-result-words" }, ...words),
  ]
}

/**
 * `texts` are search, searchHelp, results, none (there is nothing at all), nothingFound, more, noAnswer.
 * `choose` gets the result that was chosen, `answered` each answer of the server, `say` what is to be told.
 */
export class SearchBox {
  constructor({ url, texts, choose, say, answered = () => {} }) {
    Object.assign(this, { url, texts, choose, say, answered, results: [], active: -1 })
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
    this.field = field(texts.search, this.input, { help: texts.searchHelp })
    this.parts = [this.field.dom, this.list]
  }

  get words() {
    return this.input.value.trim()
  }

  async search() {
    const { texts, words } = this
    this.asked?.abort()
    const asked = (this.asked = new AbortController())
    try {
      const { ok, data } = await request(`${this.url}?${new URLSearchParams({ q: words })}`, { signal: asked.signal })
      if (!ok) {
        this.say(Object.values(data.errors).flat().join(" "))
        return
      }
      this.answered(data)
      this.showResults(data.results)
      const nothing = words ? texts.nothingFound : texts.none
      this.say(data.results.length ? (data.more ? texts.more : "") : nothing)
    } catch {
      if (!asked.signal.aborted) this.say(texts.noAnswer)
    }
  }

  showResults(results) {
    this.results = results
    this.active = -1
    this.list.replaceChildren(
      ...results.map((result, index) =>
        element(
          "li",
          {
            role: "option",
            class: result.thumbnail ? "editor-result editor-result-pictured" : "editor-result",
            id: `${this.list.id}-${index}`,
            "aria-selected": "false",
            on: { click: () => this.choose(result) },
          },
          ...resultParts(result),
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
}

/** A search box that gives way to what was chosen, with a button to choose another. `chosen` is a result or null. */
export class Chooser {
  constructor({ legend, unknown, chosen, changeText, onChoose = () => {}, ...search }) {
    Object.assign(this, { unknown, chosen, changeText, onChoose })
    this.status = element("p", { class: "editor-status", role: "status" })
    this.box = new SearchBox({ ...search, choose: (result) => this.choose(result), say: (text) => this.say(text) })
    this.chosenBox = element("div", { class: "editor-chosen" })
    this.searchBox = element("div", {}, ...this.box.parts)
    this.dom = element(
      "fieldset",
      { class: "editor-chooser" },
      element("legend", {}, legend),
      this.chosenBox,
      this.searchBox,
      this.status,
    )
    this.show()
    if (!chosen) this.box.search()
  }

  say(text) {
    this.status.textContent = text
  }

  show() {
    this.chosenBox.hidden = !this.chosen
    this.searchBox.hidden = Boolean(this.chosen)
    if (!this.chosen) return
    const { title = this.unknown, detail = "", thumbnail = null } = this.chosen
    const className = thumbnail ? "editor-result editor-result-pictured" : "editor-result"
    this.chosenBox.replaceChildren(
      element("div", { class: className }, ...resultParts({ title, detail, thumbnail })),
      element("button", { type: "button", on: { click: () => this.choose(null) } }, this.changeText),
    )
  }

  choose(result) {
    this.chosen = result
    this.show()
    this.onChoose(result)
    if (result) {
      this.box.field.setErrors()
      this.say("")
      this.chosenBox.querySelector("button").focus()
    } else {
      this.box.input.focus()
      this.box.search()
    }
  }

  /** Say at the search that something must be chosen. */
  refuse(message) {
    this.box.field.setErrors([message])
    this.box.input.focus()
  }

  /** Return the control at which a person begins. */
  first() {
    return this.chosen ? this.chosenBox.querySelector("button") : this.box.input
  }
}
