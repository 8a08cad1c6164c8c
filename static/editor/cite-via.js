// "X, cited in Y": the sources between what is cited and what was read, in the Cite dialog; three at most.

import { SourcePicker } from "newsroom/cite-source"
import { element, field } from "newsroom/dialog"

const MOST = 3

/** Return a choice of a kind of place with the place itself; `values()` is what they hold. */
export function placeFields({ options, kindText, label, locator }) {
  const { texts, locators } = options
  const kind = element("select", {}, ...locators.map(({ value, name }) => element("option", { value }, name)))
  kind.value = label || "page"
  const place = element("input", { type: "text", maxlength: 100, autocomplete: "off", value: locator ?? "" })
  const fields = [field(kindText, kind), field(texts.locator, place, { help: texts.locatorHelp })]
  return {
    dom: element("div", { class: "cite-place" }, ...fields.map(({ dom }) => dom)),
    values() {
      const value = place.value.trim().replace(/\s+/g, " ")
      return { label: value ? kind.value : "", locator: value }
    },
  }
}

/** `changed` is called whenever the source that was read may be another one. */
export class Vias {
  constructor({ options, storage, attrs, changed }) {
    Object.assign(this, { options, storage, changed, pickers: [] })
    const { texts } = options
    this.list = element("div", { class: "cite-via-list" })
    this.place = placeFields({ options, kindText: texts.viaKind, label: attrs.viaLabel, locator: attrs.viaLocator })
    this.addButton = element("button", { type: "button", on: { click: () => this.add(null).first().focus() } }, texts.addVia)
    this.help = element("p", { class: "editor-help" }, texts.viaHelp)
    this.dom = element("div", { class: "cite-vias" }, this.list, this.addButton, this.help)
    for (const key of (attrs.via ?? "").split(" ").filter(Boolean)) this.add({ key, ...storage.sources.get(key) })
    this.show()
  }

  /** Return the key of the source that was read, as far as it is chosen; "" for none. */
  get last() {
    return this.pickers.at(-1)?.chosen?.key ?? ""
  }

  add(chosen) {
    const { options, storage } = this
    const { texts } = options
    const remove = element("button", { type: "button", on: { click: () => this.remove(picker) } }, texts.removeVia)
    const picker = new SourcePicker({ options, storage, chosen, legend: texts.cited_in, onChoose: this.changed, keepsDraft: false })
    picker.dom.append(remove)
    this.pickers.push(picker)
    this.list.append(picker.dom)
    this.show()
    this.changed()
    return picker
  }

  remove(picker) {
    this.pickers = this.pickers.filter((other) => other !== picker)
    picker.dom.remove()
    this.show()
    this.changed()
    this.addButton.focus()
  }

  show() {
    if (this.pickers.length) this.list.after(this.place.dom)
    else this.place.dom.remove()
    this.addButton.hidden = this.pickers.length >= MOST
    this.help.hidden = this.pickers.length > 0
  }

  /** Return the attributes of a marker that cites `source`; null after telling what is missing. */
  async resolve(source) {
    const keys = []
    for (const picker of this.pickers) {
      const chosen = await picker.resolve()
      if (!chosen) return null
      if (chosen.key === source || keys.includes(chosen.key)) {
        picker.refuse(this.options.texts.twice)
        return null
      }
      keys.push(chosen.key)
    }
    const { label, locator } = keys.length ? this.place.values() : { label: "", locator: "" }
    return { via: keys.join(" "), viaLabel: label, viaLocator: locator }
  }
}
