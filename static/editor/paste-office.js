// What office programs add for reviewing, and the notes at the foot of their pages.

import { rename, says, styleOf, unwrap } from "newsroom/paste-dom"

const INSERTED = "ins, span.msoIns, span.TrackChangeTextInsertion"
const DELETED = "del, s.msoDel, span.msoDel, .TrackChangeTextDeletion, .TrackChangeTextDeletionMarker"
const COMMENTS = ".MsoCommentReference, .msocomanchor, .MsoCommentText, .CommentStart, .CommentHighlightPipe"

/** Take what was proposed as if it were accepted, and leave out comments: both are among colleagues. */
export function dropReviewMarks(body) {
  for (const found of body.querySelectorAll("[data-style*='mso-element']")) {
    if (/mso-element: ?(comment|header|footer)/.test(styleOf(found))) found.remove()
  }
  for (const found of body.querySelectorAll(`${DELETED}, ${COMMENTS}`)) found.remove()
  for (const found of body.querySelectorAll(INSERTED)) unwrap(found)
  for (const found of body.querySelectorAll("a[href^='#_msocom'], a[href^='#cmnt'], [id^='cmnt']")) {
    // Google Docs: the note itself stands in a block of its own at the end.
    const block = found.getAttribute("href")?.startsWith("#cmnt_ref") ? found.closest("div, p") : null
    ;(block ?? found.closest("sup") ?? found).remove()
  }
}

const NOTE_LINK = /^#_?(ftn|edn|sdfootnote|sdendnote|ftnt|endnote|footnote)/i

/**
 * Footnotes stay: their signs as small raised numbers, the notes as a numbered list at the end.
 *
 * Links between them would lead nowhere. Who wants real notes cites sources in their place.
 */
export function footnotes(body) {
  const notes = []
  for (const found of body.querySelectorAll("a[href]")) {
    if (!NOTE_LINK.test(found.getAttribute("href")) || !body.contains(found)) continue
    const block = found.closest("p, div, li")
    const isSign = /(ref|anc)\d*$|_ref|anc$/i.test(found.getAttribute("href"))
    if (isSign && block) {
      // The number before a note: the list has its own.
      found.remove()
      if (!notes.includes(block)) notes.push(block)
    } else {
      const sign = rename(found, "sup")
      sign.textContent = sign.textContent.replace(/[[\]\s]/g, "")
      if (sign.parentElement.tagName === "SUP") unwrap(sign)
      else for (let up = sign.parentElement; up?.tagName === "SPAN" && says(up, "vertical-align", "super"); up = up.parentElement) up.removeAttribute("data-style")
    }
  }
  if (!notes.length) return
  const list = body.ownerDocument.createElement("ol")
  notes[0].before(list)
  // Word and LibreOffice draw a line above the notes.
  for (const note of notes) {
    const item = body.ownerDocument.createElement("li")
    item.append(...note.childNodes)
    list.append(item)
    note.remove()
  }
  const home = list.closest("[data-style*='footnote-list'], [data-style*='endnote-list']")
  if (home) {
    home.querySelectorAll("hr").forEach((line) => line.remove())
    unwrap(home)
  }
}
