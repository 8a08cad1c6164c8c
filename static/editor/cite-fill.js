// “Fill in” of the Cite dialog: what is found at an address, or of a DOI or an ISBN, goes into the empty fields of a
// new source. Our server looks it up; signed notes of it go back with the form, and say where each value came from.

import { element, field } from "newsroom/dialog"
import { formToken, request } from "newsroom/search-box"

const FINDABLE = /^(?:(?:https?:)?\/\/|www\.|doi:|10\.\d{4,9}\/|isbn\b|97[89][\d\u2010-\u2013 -]{10})/i
const ADDRESS = /^https?:\/\//i

/** Say whether words are an address, a DOI or an ISBN rather than a title. */
export const isFindable = (words) => FINDABLE.test(words)

/**
 * `fieldOf` returns the form's field of a name, made if need be, or undefined where there is none; `values` what stands in
 * the fields; `useButton` a button that takes a source in place of the new one; `changed` is called when there is
 * something new to keep.
 */
export class SourceFill {
  constructor({ url, texts, fieldOf, values, useButton, changed }) {
    Object.assign(this, { url, texts, fieldOf, values, useButton, changed, notes: [], origins: {}, isTypeChosen: false })
    this.input = element("input", {
      type: "text",
      maxlength: 2000,
      autocomplete: "off",
      spellcheck: "false",
      on: { input: changed, keydown: (event) => this.onKey(event) },
    })
    this.button = element("button", { type: "button", on: { click: () => this.ask() } }, texts.fill)
    this.told = element("div", { class: "cite-told", "aria-live": "polite" })
    this.offer = element("p", { class: "cite-offer", hidden: true })
    this.dom = field(texts.fillFrom, this.input, { help: texts.fillHelp, className: "cite-fill" }).dom
    this.input.after(this.button)
    this.dom.append(this.told, this.offer)
    fieldOf("type").control.addEventListener("input", () => {
      this.isTypeChosen = true
    })
  }

  // --- What is kept while the dialog is closed ---

  state() {
    const { notes, origins, isTypeChosen } = this
    return { typed: this.input.value, notes, origins, isTypeChosen }
  }

  restore({ typed = "", notes = [], origins = {}, isTypeChosen = false } = {}) {
    this.stop()
    this.input.value = typed
    Object.assign(this, { notes, origins: {}, isTypeChosen })
    for (const [name, origin] of Object.entries(origins)) this.mark(name, origin)
    this.tell([])
  }

  /** Begin with what was typed into the search. */
  begin(typed) {
    this.input.value = typed
    this.keepAddress()
  }

  /** Put an address from the box into its own field, if that is empty: it is part of the source also if nothing is found. */
  keepAddress() {
    const { control } = this.fieldOf("url")
    const typed = this.input.value.trim()
    if (!control.value.trim() && ADDRESS.test(typed)) control.value = typed
  }

  // --- Looking up ---

  onKey(event) {
    if (event.key !== "Enter") return
    // Never sends the form: the source is not complete yet.
    event.preventDefault()
    this.ask()
  }

  async ask() {
    if (this.asked) return
    const asked = (this.asked = new AbortController())
    const isOver = () => asked.signal.aborted || !this.dom.isConnected
    // Not disabled: that would take the focus away.
    this.button.setAttribute("aria-disabled", "true")
    this.tell([this.texts.filling])
    try {
      const { ok, data } = await request(this.url, {
        method: "POST",
        headers: { "X-CSRFToken": formToken() },
        body: new URLSearchParams({ ...this.values(), typed: this.input.value }),
        signal: asked.signal,
      })
      if (isOver()) return
      if (ok) this.take(data)
      else this.refuse(Object.values(data.errors).flat())
    } catch {
      if (!isOver()) this.refuse([this.texts.noAnswer])
    }
    this.rest()
  }

  /** Give up what is under way; what comes of it later changes nothing. */
  stop() {
    if (!this.asked) return
    this.asked.abort()
    this.tell([])
    this.rest()
  }

  rest() {
    this.asked = null
    this.button.removeAttribute("aria-disabled")
  }

  // --- What was found ---

  take({ fields, note, remarks, existing = null }) {
    const { texts } = this
    const filled = []
    const left = []
    for (const [name, { value, origin }] of Object.entries(fields)) {
      const place = this.fieldOf(name)
      if (!place) continue
      const label = place.control.labels[0].textContent
      if (this.isFree(name, place.control)) {
        place.control.value = value
        // All names in sight, to be compared.
        if (place.control.rows) place.control.rows = Math.min(Math.max(2, value.split("\n").length), 6)
        place.setErrors()
        this.mark(name, origin.charAt(0).toLocaleUpperCase() + origin.slice(1))
        filled.push(label)
      } else if (place.control.value.trim() !== value) {
        left.push(label)
      }
    }
    this.notes = [...this.notes, note]
    const lines = [filled.length ? texts.filled.replace("%(fields)s", filled.join(", ")) : texts.nothingFilled]
    if (left.length) lines.push(texts.leftAsItIs.replace("%(fields)s", left.join(", ")))
    this.tell([...lines, ...remarks], { existing })
    this.changed()
  }

  /** What nobody typed or chose: an empty field, or the type that the form begins with. */
  isFree(name, control) {
    return name === "type" ? !this.isTypeChosen && !this.origins.type : control.value.trim() === ""
  }

  /** Say below a field where its value came from, until somebody changes it. */
  mark(name, origin) {
    const { control, setNote } = this.fieldOf(name)
    this.origins[name] = origin
    setNote(origin)
    const unmark = () => {
      delete this.origins[name]
      setNote()
      this.changed()
    }
    control.addEventListener("input", unmark, { once: true })
  }

  refuse(messages) {
    this.keepAddress()
    this.tell(messages, { isRefusal: true })
    this.changed()
  }

  tell(lines, { isRefusal = false, existing = null } = {}) {
    const all = existing ? [...lines, `${this.texts.hereAlready} ${existing.title}`] : lines
    this.told.replaceChildren(...all.map((line) => element("p", { class: isRefusal ? "cite-refused" : null }, line)))
    this.offer.hidden = !existing
    this.offer.replaceChildren(...(existing ? [this.useButton(existing)] : []))
  }
}
