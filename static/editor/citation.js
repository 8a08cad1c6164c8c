// Cite: a marker after the words that it proves. In HTML it is an empty element,
//   <sup data-cite="12" data-label="page" data-locator="4" data-passage="the words quoted"></sup>
// which publishing/rendering/ turns into a numbered note. Here it is shown as a chip that names the source and says
// what the check of the passage found.

import { Node, pm } from "django-prose-editor/editor"
import { fetchChecks, pairKey, pairOf } from "newsroom/cite-check"
import { Chip, keysOf } from "newsroom/cite-chip"
import { askForCitation } from "newsroom/cite-dialog"
import { fetchSources } from "newsroom/cite-source"

const { NodeSelection, Plugin, TextSelection } = pm.state
const ATTRIBUTES = {
  source: "data-cite",
  label: "data-label",
  locator: "data-locator",
  passage: "data-passage",
  mode: "data-mode",
  via: "data-via",
  viaLabel: "data-via-label",
  viaLocator: "data-via-locator",
}
const MOST_CHECKED = 500 // as the server takes them
const SEND_AGAIN = 5000 // milliseconds until what the server had no time to look for is asked for once more

export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: true,
  marks: "",

  addOptions() {
    return { urls: {}, texts: {}, types: [], also: {}, locators: [], modes: [] }
  },

  addStorage() {
    // Sources by key; null for a key that names none. `checks` are what was found of passages, by pairKey. `chips` are
    // the views on the page, with their places, to be shown anew when something becomes known.
    return { sources: new Map(), checks: new Map(), chips: new Map(), draft: null }
  },

  addAttributes() {
    return Object.fromEntries(
      Object.entries(ATTRIBUTES).map(([name, attribute]) => [
        name,
        {
          default: "",
          parseHTML: (dom) => (dom.getAttribute(attribute) ?? "").trim(),
          renderHTML: (attributes) => (attributes[name] ? { [attribute]: attributes[name] } : {}),
        },
      ]),
    )
  },

  parseHTML() {
    // Before the superscript mark, which would take every <sup>.
    return [{ tag: "sup[data-cite]", priority: 200 }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["sup", HTMLAttributes]
  },

  renderText() {
    return ""
  },

  addNodeView() {
    const { options, storage } = this
    return ({ node, editor, getPos }) => {
      const chip = new Chip({ node, options, storage, open: () => editor.isEditable && editAt(editor, getPos()) })
      storage.chips.set(chip, getPos)
      return {
        dom: chip.dom,
        update(updated) {
          if (updated.type !== chip.node.type) return false
          chip.node = updated
          chip.show()
          return true
        },
        ignoreMutation: () => true,
        destroy: () => storage.chips.delete(chip),
      }
    }
  },

  addCommands() {
    return {
      cite:
        () =>
        ({ editor }) => {
          const { selection } = editor.state
          if (selection instanceof NodeSelection && selection.node.type.name === "citation") {
            editAt(editor, selection.from)
          } else {
            citeSelection(editor)
          }
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Shift-c": ({ editor }) => editor.commands.cite(),
      Enter: ({ editor }) => {
        const { selection } = editor.state
        if (!(selection instanceof NodeSelection) || selection.node.type.name !== "citation") return false
        return editor.commands.cite()
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    const { texts } = this.options
    const button = buttons.text(texts.cite, texts.cite)
    button.classList.add("cite-button")
    menu.defineItem({
      name: "citation",
      groups: "cite",
      button,
      command: (editor) => editor.commands.cite(),
      active: (editor) => editor.isActive("citation"),
    })
  },

  addProseMirrorPlugins() {
    return [new Plugin({ appendTransaction: withoutMarks })]
  },

  onCreate() {
    refresh(this.editor)
  },

  onUpdate() {
    refresh(this.editor)
  },
})

/** A marker is no part of a link or of bold words: a link around it would hold another link once it is rendered. */
function withoutMarks(transactions, _old, state) {
  if (!transactions.some((transaction) => transaction.docChanged)) return null
  const marked = []
  state.doc.descendants((node, position) => {
    if (node.type.name === "citation" && node.marks.length) marked.push(position)
  })
  if (!marked.length) return null
  return marked.reduce((transaction, position) => transaction.removeMark(position, position + 1), state.tr)
}

function extension(editor) {
  const { options } = editor.extensionManager.extensions.find(({ name }) => name === "citation")
  return { options, storage: editor.storage.citation }
}

function refresh(editor) {
  findAlone(editor)
  nameSources(editor)
  checkPassages(editor)
}

function citationsOf(editor) {
  const found = []
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === "citation") found.push({ node, position })
  })
  return found
}

/** Mark the chips before which no word stands in their block: what they proved was deleted. */
function findAlone(editor) {
  for (const [chip, getPos] of editor.storage.citation.chips) {
    const position = getPos()
    if (position === undefined) continue
    const $position = editor.state.doc.resolve(position)
    chip.stand(!/[\p{L}\p{N}]/u.test($position.parent.textBetween(0, $position.parentOffset, " ", " ")))
  }
}

/** Ask the server, once for all, for the names of the sources in the text that are not known yet. */
async function nameSources(editor) {
  const { options, storage } = extension(editor)
  const keys = new Set(
    citationsOf(editor).flatMap(({ node }) => keysOf(node.attrs).filter((key) => !storage.sources.has(key))),
  )
  if (!keys.size) return
  // Being asked for; a second call meanwhile does not ask again.
  for (const key of keys) storage.sources.set(key, undefined)
  try {
    const found = await fetchSources(options.urls.labels, [...keys])
    for (const key of keys) {
      const source = found[key] ?? null
      storage.sources.set(key, source)
      if (source) storage.sources.set(source.key, source)
    }
    replaceCopied(editor)
  } catch {
    // Chips keep the key as their name; the next change of the text asks again.
    for (const key of keys) storage.sources.delete(key)
  }
  for (const chip of storage.chips.keys()) chip.show()
}

/** Give markers that were copied from a public page, and name sources by their addresses ("@…"), the keys of these. */
function replaceCopied(editor) {
  const { sources } = editor.storage.citation
  const known = (key) => (key.startsWith("@") ? (sources.get(key)?.key ?? key) : key)
  const { tr } = editor.state
  for (const { node, position } of citationsOf(editor)) {
    const [source, ...vias] = keysOf(node.attrs).map(known)
    const via = vias.join(" ")
    if (source !== node.attrs.source || via !== node.attrs.via) {
      tr.setNodeMarkup(position, null, { ...node.attrs, source, via })
    }
  }
  if (tr.docChanged) editor.view.dispatch(tr.setMeta("addToHistory", false))
}

/** Ask the server, once for all, what the copies hold of the passages in the text. */
async function checkPassages(editor) {
  const { options, storage } = extension(editor)
  const wanted = new Map()
  for (const { node } of citationsOf(editor)) {
    const pair = pairOf(node.attrs)
    if (pair && !pair.source.startsWith("@") && !storage.checks.has(pairKey(pair))) wanted.set(pairKey(pair), pair)
  }
  const pairs = [...wanted.values()].slice(0, MOST_CHECKED)
  if (!pairs.length) return
  for (const pair of pairs) storage.checks.set(pairKey(pair), undefined)
  try {
    const found = await fetchChecks(options.urls.check, pairs)
    pairs.forEach((pair, index) => {
      if (found[index].status === "later") storage.checks.delete(pairKey(pair))
      else storage.checks.set(pairKey(pair), found[index])
    })
    const isProgress = found.some(({ status }) => status !== "later")
    if (isProgress && pairs.some((pair) => !storage.checks.has(pairKey(pair)))) {
      setTimeout(() => editor.isDestroyed || checkPassages(editor), SEND_AGAIN)
    }
  } catch {
    for (const pair of pairs) storage.checks.delete(pairKey(pair))
  }
  for (const chip of storage.chips.keys()) chip.show()
}

/** Return where the marker of a selection belongs: right after its last word, or after a marker that stands there. */
function endOfWords(doc, from, to) {
  let end = to
  doc.nodesBetween(from, to, (node, position) => {
    if (node.isText) {
      const words = node.text.slice(Math.max(from - position, 0), to - position).trimEnd()
      if (words) end = Math.max(from, position) + words.length
    } else if (node.type.name === "citation") {
      end = position + 1
    }
  })
  while (doc.nodeAt(end)?.type.name === "citation") end += 1
  return end
}

async function citeSelection(editor) {
  const { options, storage } = extension(editor)
  const { from, to, empty } = editor.state.selection
  const passage = editor.state.doc.textBetween(from, to, " ", "").replace(/ {2,}/g, " ").trim()
  const answer = await askForCitation({ options, storage, attrs: { passage } })
  if (answer?.attrs) {
    const { state, view } = editor
    const at = empty ? to : endOfWords(state.doc, from, to)
    const transaction = state.tr.insert(at, state.schema.nodes.citation.create(answer.attrs))
    view.dispatch(transaction.setSelection(TextSelection.create(transaction.doc, at + 1)).scrollIntoView())
  }
  editor.commands.focus()
}

async function editAt(editor, position) {
  const { options, storage } = extension(editor)
  const node = editor.state.doc.nodeAt(position)
  if (node?.type.name !== "citation") return
  const [chip] = [...storage.chips].find(([, getPos]) => getPos() === position) ?? []
  const answer = await askForCitation({ options, storage, attrs: node.attrs, isNew: false, isAlone: chip?.isAlone })
  const { state, view } = editor
  if (answer?.attrs) view.dispatch(state.tr.setNodeMarkup(position, null, answer.attrs))
  if (answer?.removed) view.dispatch(state.tr.delete(position, position + 1))
  editor.commands.focus()
}
