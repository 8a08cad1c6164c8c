// What a marker looks like in the text: a chip that names the source, the place, and what the check of its words found.

import { pairKey, pairOf } from "newsroom/cite-check"
import { element } from "newsroom/dialog"

/** Return the keys of all sources that a marker names. */
export const keysOf = ({ source, via }) => [source, ...via.split(" ").filter(Boolean)]

const STATES = { exact: "verified", normalised: "verified", near: "near", absent: "absent", no_copy: "no-copy" }

export class Chip {
  constructor({ node, options, storage, open }) {
    Object.assign(this, { node, options, storage, isAlone: false })
    this.dom = element("span", { class: "cite-chip", role: "button", on: { click: open } })
    this.show()
  }

  show() {
    const { dom, node, options, storage } = this
    const { attrs } = node
    const text = chipText(attrs, options, storage)
    const pair = pairOf(attrs)
    const check = pair && storage.checks.get(pairKey(pair))
    const said = [text, check?.words, this.isAlone && options.texts.alone].filter(Boolean)
    dom.textContent = text
    dom.title = [text, attrs.passage && `“${attrs.passage}”`, ...said.slice(1)].filter(Boolean).join("\n")
    dom.setAttribute("aria-label", `${options.texts.citation}: ${said.join(". ")}`)
    dom.classList.toggle("cite-chip-unknown", keysOf(attrs).some((key) => storage.sources.get(key) === null))
    dom.classList.toggle("cite-chip-alone", this.isAlone)
    const state = STATES[check?.status]
    if (state) dom.dataset.check = state
    else delete dom.dataset.check
  }

  /** Note whether words stand before the marker in its block. */
  stand(isAlone) {
    if (isAlone === this.isAlone) return
    this.isAlone = isAlone
    this.show()
  }
}

/** Return what a chip says: "Freedom House 2024, p. 4", and for what was read in another source "… in River Watch 2023". */
function chipText({ source, label, locator, via, viaLabel, viaLocator }, { texts, locators }, storage) {
  const named = (key) => {
    const known = storage.sources.get(key)
    return known ? known.label : known === null ? texts.unknown : `${texts.source} ${key}`
  }
  const parts = [placed(named(source), locators, label, locator)]
  const vias = via.split(" ").filter(Boolean)
  vias.forEach((key, index) => {
    const isLast = index === vias.length - 1
    parts.push(isLast ? placed(named(key), locators, viaLabel, viaLocator) : named(key))
  })
  return parts.join(` ${texts.through} `)
}

const placed = (name, locators, label, value) => (value ? `${name}, ${placeText(locators, label, value)}` : name)

/** Return a place in a source in words: "p. 4", "pp. 4–6". What a person typed before the number says it already. */
function placeText(locators, label, value) {
  if (!/^[\divxlcdm]/i.test(value)) return value
  const kind = locators.find(({ value: name }) => name === (label || "page"))
  if (!kind) return value
  return `${/[\divxlcdm]\s*[-–,;&]\s*[\divxlcdm]/i.test(value) ? kind.several : kind.one} ${value}`
}
