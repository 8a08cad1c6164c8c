// Lists as programs paste them, made into lists as HTML has them.

import { styleOf, unwrap } from "newsroom/paste-dom"

const NUMBER = /^\(?(?:\d+|[a-z]|[ivxlc]+)[.)]/i

/** Make lists of what only looks like lists, and put each list where it belongs. */
export function mendLists(body) {
  nest(wordItems(body))
  nest(onlineItems(body))
  // Google Docs puts deeper lists beside the items, not into them.
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    if (list.previousElementSibling) list.previousElementSibling.append(list)
    else unwrap(list)
  }
}

/** Word: paragraphs with list and level in their style, and the bullet or number as text in a span to be ignored. */
function wordItems(body) {
  const items = []
  for (const paragraph of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const place = styleOf(paragraph).match(/mso-list: ?(l\d+) level(\d+)/)
    const mark = [...paragraph.querySelectorAll("span")].find((span) => /mso-list: ?ignore/.test(styleOf(span)))
    const text = (mark?.textContent ?? "").trim()
    mark?.remove()
    // Headings with numbers stay headings.
    if (!place || paragraph.tagName !== "P") continue
    items.push({
      holder: paragraph,
      content: [...paragraph.childNodes],
      list: place[1],
      level: Number(place[2]),
      tag: NUMBER.test(text) ? "OL" : "UL",
      start: /^\(?\d+/.test(text) ? Number(text.match(/\d+/)[0]) : 1,
    })
  }
  return items
}

/** Word online: each item, or some of one level, in a list of its own in a wrapper; an attribute says the level. */
function onlineItems(body) {
  for (const wrapper of body.querySelectorAll(".ListContainerWrapper")) unwrap(wrapper)
  const items = []
  for (const item of body.querySelectorAll("li[data-aria-level]")) {
    const list = item.closest("ul, ol")
    const holder = list.cloneNode(false)
    list.before(holder)
    holder.append(item)
    if (!list.querySelector("li")) list.remove()
    items.push({
      holder,
      content: [...item.childNodes],
      list: item.dataset.listid ?? "",
      level: Number(item.dataset.ariaLevel) || 1,
      tag: list.tagName,
      start: list.tagName === "OL" && !items.length ? Number(list.getAttribute("start")) || 1 : 1,
    })
  }
  return items
}

/** Replace the holders of items by lists inside each other. Items that follow each other directly are of one list. */
function nest(items) {
  let open = []
  for (const { holder, content, list, level, tag, start } of items) {
    const isNext = open.length && before(holder) === open[0]
    if (!isNext || (level === 1 && tag === "OL" && open[0].dataset.list !== list)) open = []
    open.length = Math.min(open.length, level)
    // Another kind of list at the same level is another list.
    if (open.length === level && open.at(-1).tagName !== tag) open.pop()
    if (open.length < level) open.push(openList(holder, open, tag, start))
    open[0].dataset.list ??= list
    const item = holder.ownerDocument.createElement("li")
    open.at(-1).append(item)
    item.append(...content)
    holder.remove()
  }
}

function openList(holder, open, tag, start) {
  const list = holder.ownerDocument.createElement(tag)
  if (tag === "OL" && start > 1) list.setAttribute("start", start)
  if (open.length) open.at(-1).lastElementChild.append(list)
  else holder.before(list)
  return list
}

/** Return what stands before a node, white space aside. */
function before(node) {
  let found = node.previousSibling
  while (found && found.nodeType === 3 && !found.data.trim()) found = found.previousSibling
  return found
}
