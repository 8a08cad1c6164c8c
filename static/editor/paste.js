// What is pasted from Word, Google Docs, LibreOffice and web pages, brought into the shape the editor's schema
// understands: the authors' structure and words stay, what programs added goes. The schema then drops every element and
// attribute it does not know; the server cleans once more.

import { rename, says, unwrap } from "newsroom/paste-dom"
import { mendLists } from "newsroom/paste-lists"
import { dropReviewMarks, footnotes } from "newsroom/paste-office"

const JUNK =
  "script, style, svg, math, iframe, object, title, meta, link, template, nav, button, input, select, textarea, " +
  "audio, video, canvas, noscript, colgroup, .cited, .margin-note, ol.notes, .pull-quote[aria-hidden], [hidden]"
const TRACKERS = /^(utm_|mc_[ce]id$|mkt_tok$|fbclid$|gclid$|gbraid$|wbraid$|dclid$|msclkid$|twclid$|igshid$|yclid$|_hs(enc|mi)$|vero_id$)/i

/** Return `{ html, pictures, notes }`: pasted HTML without what programs added, and how many of these were left out. */
export function cleanPasted(html) {
  // Own copies carry the editor's structure and need nothing.
  if (html.includes("data-pm-slice")) return { html, pictures: 0, notes: 0 }
  const page = new DOMParser().parseFromString(disarm(html), "text/html")
  const { body } = page
  dropReviewMarks(body)
  const notes = markers(body)
  for (const found of body.querySelectorAll(JUNK)) found.remove()
  for (const found of body.querySelectorAll("[data-style]")) if (isHidden(found)) found.remove()
  removeComments(page, body)
  for (const found of body.querySelectorAll("br")) if (partsBlocks(found)) found.remove()
  officeParagraphs(body)
  const pictures = dropPictures(body)
  footnotes(body)
  headings(body)
  mendLists(body)
  for (const found of body.querySelectorAll("[data-style]")) styleToElement(found)
  for (const found of body.querySelectorAll(":is(h2, h3, h4) :is(b, strong)")) unwrap(found)
  links(body)
  spaces(page, body)
  for (const found of body.querySelectorAll("p, h2, h3, h4, li, blockquote")) dropIfEmpty(found)
  return { html: body.innerHTML, pictures, notes }
}

/**
 * Make markers again of the numbers of notes that were copied from a page of this site, and return how many say nothing
 * of their source. The key is the source's address after "@"; the server knows it. Other numbers go: they would be
 * links to nowhere that pretend to prove something.
 */
function markers(body) {
  let lost = 0
  for (const link of body.querySelectorAll("a[href*='#note-']")) {
    if (!/#note-\d+(-[a-z]+)?$/.test(link.getAttribute("href")) || !/^\s*\d+\s*$/.test(link.textContent)) continue
    const outer = link.closest(".cited") ?? link.closest("sup") ?? link
    const { source, via, ...said } = link.dataset
    if (!source) {
      lost += 1
      outer.remove()
      continue
    }
    const marker = document.createElement("sup")
    marker.dataset.cite = `@${source}`
    if (via) marker.dataset.via = via.split(/\s+/).map((slug) => `@${slug}`).join(" ")
    for (const name of ["locator", "label", "mode", "viaLocator", "viaLabel"]) if (said[name]) marker.dataset[name] = said[name]
    outer.replaceWith(marker)
  }
  return lost
}

const TAG = /<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi
const HANDLER = /[\s/]on[\w-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)/gi
const LOADED = /([\s/"'])(src|srcset|background|poster)\s*=/gi

/**
 * Take out what a browser would want to run, load or apply while it parses, and keep inline styles as text.
 *
 * Nothing of it could run: the security policy refuses it, the schema and the server drop it. But each refusal is
 * reported as an attack, and real ones must not drown in what people paste every day.
 */
function disarm(html) {
  return html
    .replace(/<(script|style|svg|math|iframe|object|noscript)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(TAG, (_tag, name, attributes) => {
      const kept = attributes
        .replace(HANDLER, " ")
        .replace(LOADED, "$1data-$2=")
        .replace(/([\s/"'])style\s*=/gi, "$1data-style=")
      return `<${name}${kept}>`
    })
}

function removeComments(page, body) {
  const walker = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  for (const comment of found) comment.remove()
}

const isHidden = (found) => says(found, "display", "none") || says(found, "visibility", "hidden") || says(found, "mso-hide", "all")

const BLOCK = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, hr, figure"

/** Say whether a line end stands between blocks, as Google Docs and Word put them there. */
function partsBlocks(found) {
  if (found.matches(".Apple-interchange-newline, [clear]")) return true
  const isBlockOrNothing = (sibling) => {
    let node = found[sibling]
    while (node?.nodeType === 3 && !node.data.trim()) node = node[sibling]
    return !node || (node.nodeType === 1 && node.matches(`${BLOCK}, br`))
  }
  return !found.closest("p, li, td, th, h1, h2, h3, h4, h5, h6") && isBlockOrNothing("previousSibling") && isBlockOrNothing("nextSibling")
}

/** What office programs write as paragraphs, though it is something else. */
function officeParagraphs(body) {
  for (const found of body.querySelectorAll("o\\:p")) {
    // Word marks empty paragraphs with a non-breaking space in <o:p>; words in it are kept.
    if (found.textContent.trim()) unwrap(found)
    else found.remove()
  }
  for (const found of body.querySelectorAll("span.EOP")) found.remove()
  for (const found of body.querySelectorAll("p[role=heading], div[role=heading]")) {
    rename(found, `h${Math.min(Math.max(Number(found.getAttribute("aria-level")) || 2, 1), 6)}`)
  }
  for (const found of body.querySelectorAll("p.MsoTitle")) rename(found, "h1")
  for (const found of body.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote")) {
    const quote = found.ownerDocument.createElement("blockquote")
    found.replaceWith(quote)
    quote.append(found)
  }
}

/** Pictures of other places have no alternative text, no credit and no licence here. */
function dropPictures(body) {
  let count = 0
  for (const found of body.querySelectorAll("img, picture, v\\:imagedata")) {
    if (!body.contains(found)) continue
    // Lines one pixel wide are counters, not pictures.
    if (Number(found.getAttribute("width")) !== 1) count += 1
    const figure = found.closest("figure")
    const figureIsPicture = figure && ![...figure.children].some((part) => part.matches("p, table, blockquote, ul, ol"))
    ;(figureIsPicture ? figure : (found.closest("picture") ?? found)).remove()
  }
  return count
}

/** Headings of a page begin below the headline: where there is an <h1>, all go down by one. */
function headings(body) {
  const step = body.querySelector("h1") ? 1 : 0
  for (const found of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Math.min(Math.max(Number(found.tagName[1]) + step, 2), 4)
    if (found.tagName !== `H${level}`) rename(found, `h${level}`)
  }
}

/** Turn what a style says of weight and slant into elements; Google Docs wraps all in a <b> that is not bold. */
function styleToElement(found) {
  if (["B", "STRONG"].includes(found.tagName) && says(found, "font-weight", "normal|[1-4]00")) {
    unwrap(found)
    return
  }
  if (["I", "EM"].includes(found.tagName) && says(found, "font-style", "normal")) {
    unwrap(found)
    return
  }
  if (!["SPAN", "A", "FONT"].includes(found.tagName)) return
  const wrap = (tag) => {
    const wrapper = found.ownerDocument.createElement(tag)
    wrapper.append(...found.childNodes)
    found.append(wrapper)
  }
  if (says(found, "font-weight", "bold|bolder|[6-9]00")) wrap("strong")
  if (says(found, "font-style", "italic|oblique")) wrap("em")
  if (says(found, "vertical-align", "super")) wrap("sup")
  if (says(found, "vertical-align", "sub")) wrap("sub")
}

/** Keep where a link leads, and nothing that only follows the reader. */
function links(body) {
  for (const found of body.querySelectorAll("a")) {
    const href = (found.getAttribute("href") ?? "").trim()
    if (!/^(https?:|mailto:|tel:)/i.test(href)) {
      unwrap(found)
      continue
    }
    found.setAttribute("href", withoutTrackers(href))
  }
}

function withoutTrackers(href) {
  if (!/^https?:/i.test(href)) return href
  try {
    const url = new URL(href)
    // Google Docs sends readers through itself.
    const led = /(^|\.)google\.com$/.test(url.hostname) && url.pathname === "/url" && url.searchParams.get("q")
    if (led && /^https?:/i.test(led)) return withoutTrackers(led)
    const query = url.search.slice(1).split("&").filter((pair) => !TRACKERS.test(decodeURIComponent(pair.split("=")[0])))
    const [address, hash = ""] = splitAt(href, "#")
    const [path] = splitAt(address, "?")
    return path + (query.some(Boolean) ? `?${query.join("&")}` : "") + hash
  } catch {
    return href
  }
}

function splitAt(text, sign) {
  const at = text.indexOf(sign)
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)]
}

const BLOCKS = "p, h2, h3, h4, li, td, th, blockquote, div"

/**
 * Non-breaking spaces that hold two words together stay. Those that programs use to keep several spaces, at the ends of
 * paragraphs, or instead of all, become ordinary ones.
 */
function spaces(page, body) {
  const walker = page.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  for (const text of texts) {
    if (!text.data.includes("\u00a0")) continue
    text.data = text.data.replace(/[ \u00a0]*\u00a0[ \u00a0]*/g, (run, at, whole) => {
      if (run !== "\u00a0") return " "
      const before = at > 0 || text.previousSibling || !isFirst(text)
      const after = at + 1 < whole.length || text.nextSibling || !isLast(text)
      return before && after ? run : " "
    })
  }
}

const isFirst = (text) => isAtEdge(text, "previousSibling")
const isLast = (text) => isAtEdge(text, "nextSibling")

/** Say whether nothing stands between a text and the edge of its block. */
function isAtEdge(text, sibling) {
  for (let node = text; node.parentElement && !node.matches?.(BLOCKS); node = node.parentElement) {
    if (node[sibling]) return false
  }
  return true
}

const THINGS = "hr, table, ul, ol, sup[data-cite], [data-picture], [data-action], [data-video]"

/** A line end alone is an empty paragraph, too. */
function dropIfEmpty(found) {
  if (!found.textContent.trim() && !found.querySelector(THINGS)) found.remove()
}
