// Whether passages stand in our copies: asked of our server, told beside the passage, and known to the chips.

import { element, newId } from "newsroom/dialog"
import { formToken, request } from "newsroom/search-box"

const PAUSE = 400 // milliseconds after the last key until the server is asked

/** Return what a pair of a source's key and a passage is known by. */
export const pairKey = ({ source, passage }) => `${source}\n${passage}`

/** Return what the words of a marker must stand in, with the words; null for what is no quotation. */
export function pairOf({ source, via, mode, passage }) {
  if (mode || !passage) return null
  return { source: via.split(" ").filter(Boolean).at(-1) ?? source, passage }
}

/** Ask for pairs; returns the results in the same order. Throws when there is no answer. */
export async function fetchChecks(url, pairs, { signal } = {}) {
  const { ok, data } = await request(url, {
    method: "POST",
    headers: { "X-CSRFToken": formToken(), "Content-Type": "application/json" },
    body: JSON.stringify({ pairs }),
    signal,
  })
  if (!ok) throw new Error("refused")
  return data.results
}

/** The line below a passage that says what was found, with how a copy has the words where it has them otherwise. */
export class PassageCheck {
  constructor({ url, texts, checks }) {
    Object.assign(this, { url, texts, checks })
    this.words = element("span", {})
    this.mark = element("span", { class: "cite-check-mark", "aria-hidden": "true" })
    this.difference = element("p", { class: "cite-diff", hidden: true })
    this.link = element("a", { target: "_blank", rel: "noopener", hidden: true }, texts.openSource)
    // Told politely: the person is typing the passage.
    const said = element("p", { class: "cite-check-said", id: newId("check"), role: "status" }, this.mark, this.words)
    this.dom = element("div", { class: "cite-check", hidden: true }, said, this.difference, this.link)
  }

  /** Look for `pair` (see pairOf) soon, or say nothing for null. */
  update(pair) {
    clearTimeout(this.timer)
    this.asked?.abort()
    this.dom.hidden = !pair
    if (!pair) return
    const known = this.checks.get(pairKey(pair))
    if (known) this.show(known)
    else {
      this.show({ status: "waiting", words: this.texts.checking })
      this.timer = setTimeout(() => this.ask(pair), PAUSE)
    }
  }

  async ask(pair) {
    const asked = (this.asked = new AbortController())
    try {
      const [found] = await fetchChecks(this.url, [pair], { signal: asked.signal })
      this.checks.set(pairKey(pair), found)
      this.show(found)
    } catch {
      if (!asked.signal.aborted) this.show({ status: "unknown", words: this.texts.noCheck })
    }
  }

  show({ status, words, diff = [], address = "" }) {
    this.dom.dataset.status = status
    this.words.textContent = words
    this.difference.hidden = diff.length === 0
    this.difference.replaceChildren(...diff.flatMap((part) => this.piece(...part)))
    this.link.hidden = !address || !["absent", "no_copy", "near"].includes(status)
    if (address) this.link.href = address
  }

  /** Return one part of a difference; who hears it is told on which side it stands. */
  piece(kind, words) {
    if (kind === "same") return [words, " "]
    const { onlyHere, onlyThere } = this.texts
    const hint = element("span", { class: "visually-hidden" }, ` (${kind === "passage" ? onlyHere : onlyThere}) `)
    return [element(kind === "passage" ? "del" : "ins", {}, words, hint), " "]
  }
}
