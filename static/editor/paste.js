// What is pasted from Word, Google Docs and web pages, brought into the shape the editor's schema understands.
// The schema then drops every element and attribute it does not know; the server cleans once more.

const HEADINGS = { H1: "h2", H5: "h4", H6: "h4" }

/** Return pasted HTML with the authors' structure and without what programs added. */
export function cleanPasted(html) {
  // Own copies carry the editor's structure and need nothing.
  if (html.includes("data-pm-slice")) return html
  const page = new DOMParser().parseFromString(disarm(html), "text/html")
  const { body } = page
  body.querySelectorAll("script, style, svg, math, iframe, object, title, meta, link, template, .cited, o\\:p").forEach((found) => {
    // Word marks empty paragraphs with a non-breaking space in <o:p>; words in it are kept.
    if (found.tagName === "O:P" && found.textContent.trim()) found.replaceWith(...found.childNodes)
    else found.remove()
  })
  removeComments(page, body)
  body.querySelectorAll("h1, h5, h6").forEach((found) => rename(found, HEADINGS[found.tagName]))
  wordLists(body)
  body.querySelectorAll("[data-style]").forEach(styleToElement)
  body.querySelectorAll("p").forEach((found) => {
    if (!found.textContent.trim() && !found.querySelector("img, br, sup[data-cite]")) found.remove()
  })
  return body.innerHTML
}

const TAG = /<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi
const HANDLER = /[\s/]on[\w-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)/gi

/**
 * Take out what a browser would want to run or apply while it parses, and keep inline styles as text.
 *
 * Nothing of it could run: the security policy refuses it, the schema and the server drop it. But each refusal is
 * reported as an attack, and real ones must not drown in what people paste every day.
 */
function disarm(html) {
  return html
    .replace(/<(script|style|svg|math|iframe|object|noscript)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(TAG, (_tag, name, attributes) => {
      const kept = attributes.replace(HANDLER, " ").replace(/([\s/"'])style\s*=/gi, "$1data-style=")
      return `<${name}${kept}>`
    })
}

function removeComments(page, body) {
  const walker = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  for (const comment of found) comment.remove()
}

function rename(old, tag) {
  const renamed = old.ownerDocument.createElement(tag)
  renamed.append(...old.childNodes)
  old.replaceWith(renamed)
}

/** Turn what a style says of weight and slant into elements; Google Docs wraps all in a <b> that is not bold. */
function styleToElement(found) {
  const style = found.getAttribute("data-style").toLowerCase()
  found.removeAttribute("data-style")
  const says = (name, values) => new RegExp(`(^|;)\\s*${name}\\s*:\\s*(${values})\\s*(;|$)`).test(style)
  if (found.tagName === "B" && says("font-weight", "normal|400")) {
    found.replaceWith(...found.childNodes)
    return
  }
  if (found.tagName !== "SPAN") return
  const wrap = (tag) => {
    const wrapper = found.ownerDocument.createElement(tag)
    wrapper.append(...found.childNodes)
    found.append(wrapper)
  }
  if (says("font-weight", "bold|[6-9]00")) wrap("strong")
  if (says("font-style", "italic|oblique")) wrap("em")
  if (says("vertical-align", "super")) wrap("sup")
  if (says("vertical-align", "sub")) wrap("sub")
}

/** Word writes list items as paragraphs of the class MsoListParagraph, with the bullet as text in a span to ignore. */
function wordLists(body) {
  let list = null
  for (const paragraph of [...body.querySelectorAll("p[class*='MsoListParagraph'], p[data-style*='mso-list:']")]) {
    const mark = [...paragraph.querySelectorAll("span")].find((span) =>
      /mso-list:\s*ignore/i.test(span.getAttribute("data-style") ?? ""),
    )
    if (!mark) continue
    const tag = /\d|^\s*[a-z][.)]/i.test(mark.textContent) ? "ol" : "ul"
    mark.remove()
    const item = paragraph.ownerDocument.createElement("li")
    if (!list || list.tagName.toLowerCase() !== tag || list.nextElementSibling !== paragraph) {
      list = paragraph.ownerDocument.createElement(tag)
      paragraph.before(list)
    }
    item.append(...paragraph.childNodes)
    list.append(item)
    paragraph.remove()
  }
}
