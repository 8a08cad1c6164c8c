// Cite: a marker after the words that it proves. In HTML it is an empty element,
//   <sup data-cite="12" data-label="page" data-locator="4" data-passage="the words quoted"></sup>
// which publishing/rendering/ turns into a numbered note. Here it is shown as a chip that names the source.

import { Node, pm } from "django-prose-editor/editor"
import { askForCitation } from "newsroom/cite-dialog"
import { fetchSources } from "newsroom/cite-source"
import { element } from "newsroom/dialog"

const { NodeSelection, Plugin, TextSelection } = pm.state
const ATTRIBUTES = { source: "data-cite", label: "data-label", locator: "data-locator", passage: "data-passage" }

export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: true,
  marks: "",

  addOptions() {
    return { urls: {}, texts: {}, types: [], locators: [] }
  },

  addStorage() {
    // Sources by key; null for a key that names none. `chips` are the views on the page, to be renamed when known.
    return { sources: new Map(), chips: new Set(), draft: null }
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
      let shown = node
      const dom = element("span", {
        class: "cite-chip",
        role: "button",
        on: { click: () => editor.isEditable && editAt(editor, getPos()) },
      })
      const chip = {
        name() {
          const text = chipText(shown.attrs, options, storage)
          dom.textContent = text
          dom.title = shown.attrs.passage ? `${text}\n“${shown.attrs.passage}”` : text
          dom.setAttribute("aria-label", `${options.texts.citation}: ${text}`)
          dom.classList.toggle("cite-chip-unknown", storage.sources.get(shown.attrs.source) === null)
        },
      }
      storage.chips.add(chip)
      chip.name()
      return {
        dom,
        update(updated) {
          if (updated.type !== shown.type) return false
          shown = updated
          chip.name()
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
    nameSources(this.editor)
  },

  onUpdate() {
    nameSources(this.editor)
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

/** Ask the server, once for all, for the names of the sources in the text that are not known yet. */
async function nameSources(editor) {
  const { options, storage } = extension(editor)
  const keys = new Set()
  editor.state.doc.descendants((node) => {
    if (node.type.name === "citation" && !storage.sources.has(node.attrs.source)) keys.add(node.attrs.source)
  })
  if (!keys.size) return
  // Being asked for; a second call meanwhile does not ask again.
  for (const key of keys) storage.sources.set(key, undefined)
  try {
    const found = await fetchSources(options.urls.labels, [...keys])
    for (const key of keys) storage.sources.set(key, found[key] ?? null)
  } catch {
    // Chips keep the key as their name; the next change of the text asks again.
    for (const key of keys) storage.sources.delete(key)
  }
  for (const chip of storage.chips) chip.name()
}

/** Return what a chip says: "Freedom House 2024, p. 4". */
function chipText({ source, label, locator }, { texts, locators }, storage) {
  const known = storage.sources.get(source)
  const name = known ? known.label : known === null ? texts.unknown : `${texts.source} ${source}`
  return locator ? `${name}, ${placeText(locators, label, locator)}` : name
}

/** Return a place in a source in words: "p. 4", "pp. 4–6". What a person typed before the number says it already. */
function placeText(locators, label, value) {
  if (!/^[\divxlcdm]/i.test(value)) return value
  const kind = locators.find(({ value: name }) => name === (label || "page"))
  if (!kind) return value
  return `${/[\divxlcdm]\s*[-–,;&]\s*[\divxlcdm]/i.test(value) ? kind.several : kind.one} ${value}`
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
  const answer = await askForCitation({ options, storage, attrs: node.attrs, isNew: false })
  const { state, view } = editor
  if (answer?.attrs) view.dispatch(state.tr.setNodeMarkup(position, null, answer.attrs))
  if (answer?.removed) view.dispatch(state.tr.delete(position, position + 1))
  editor.commands.focus()
}
