// What stands between paragraphs as one piece: pictures, calls to action, videos. In HTML each is an empty element,
//   <figure data-picture="12" data-caption="Words"></figure>
// which publishing/placements.py fills when a page is built. Here it is a card that says what it is.

import { Node, pm } from "django-prose-editor/editor"
import { element } from "newsroom/dialog"
import { request } from "newsroom/search-box"

const { NodeSelection, TextSelection } = pm.state

/**
 * Make the extension of one kind.
 *
 * `kind` is the name of its attribute without "data-", `tag` its element, `words` the attribute of its words if it has
 * any. `icon` and `shortcut` are those of its button. `ask({ options, storage, attrs, isNew })` shows its dialog and
 * resolves to `{ attrs }` (key, words), `{ removed: true }` or null. `title(attrs, known)` is what the card says.
 */
export function placedNode({ name, kind, tag, words = "", icon, shortcut, ask, title }) {
  const attributes = { key: `data-${kind}`, ...(words ? { words } : {}) }
  return Node.create({
    name,
    group: "placed",
    atom: true,
    selectable: true,
    draggable: true,

    addOptions() {
      return { urls: {}, texts: {} }
    },

    addStorage() {
      // What the server knows by key; null for a key that names nothing. `cards` are the views on the page.
      return { known: new Map(), cards: new Set() }
    },

    addAttributes() {
      return Object.fromEntries(
        Object.entries(attributes).map(([attribute, html]) => [
          attribute,
          {
            default: "",
            parseHTML: (dom) => (dom.getAttribute(html) ?? "").trim(),
            renderHTML: (values) => (values[attribute] ? { [html]: values[attribute] } : {}),
          },
        ]),
      )
    },

    parseHTML() {
      return [{ tag: `${tag}[data-${kind}]`, priority: 200 }]
    },

    renderHTML({ HTMLAttributes }) {
      return [tag, HTMLAttributes]
    },

    renderText() {
      return ""
    },

    addNodeView() {
      const { options, storage } = this
      return ({ node, editor, getPos }) => {
        let shown = node
        const dom = element("div", {
          class: `placed-card placed-${kind}`,
          role: "button",
          contenteditable: "false",
          on: { click: () => editor.isEditable && editAt(editor, getPos()) },
        })
        const card = {
          name() {
            const known = storage.known.get(shown.attrs.key)
            const text = known === null ? options.texts.unknown : title(shown.attrs, known, options.texts)
            const detail = known?.detail ?? ""
            dom.replaceChildren(
              element("span", { class: "placed-kind" }, options.texts.button),
              ...(known?.thumbnail ? [thumbnail(known.thumbnail)] : []),
              element("strong", {}, text),
              detail ? element("span", { class: "placed-detail" }, detail) : "",
              words && shown.attrs.words && shown.attrs.words !== text ? element("span", {}, shown.attrs.words) : "",
            )
            dom.setAttribute("aria-label", `${options.texts.button}: ${text}`)
            dom.classList.toggle("placed-unknown", known === null)
          },
        }
        storage.cards.add(card)
        card.name()
        return {
          dom,
          update(updated) {
            if (updated.type !== shown.type) return false
            shown = updated
            card.name()
            return true
          },
          stopEvent: (event) => event.type === "click",
          ignoreMutation: () => true,
          destroy: () => storage.cards.delete(card),
        }
      }
    },

    addCommands() {
      return {
        [name]:
          () =>
          ({ editor }) => {
            const { selection } = editor.state
            if (selection instanceof NodeSelection && selection.node.type.name === name) editAt(editor, selection.from)
            else insertNew(editor)
            return true
          },
      }
    },

    addKeyboardShortcuts() {
      return {
        [shortcut]: ({ editor }) => editor.commands[name](),
        Enter: ({ editor }) => {
          const { selection } = editor.state
          if (!(selection instanceof NodeSelection) || selection.node.type.name !== name) return false
          return editor.commands[name]()
        },
      }
    },

    addMenuItems({ menu, buttons }) {
      menu.defineItem({
        name,
        groups: "placed",
        button: buttons.material(icon, this.options.texts.button),
        command: (editor) => editor.commands[name](),
        active: (editor) => editor.isActive(name),
      })
    },

    onCreate() {
      nameThem(this.editor)
    },

    onUpdate() {
      nameThem(this.editor)
    },
  })

  function extension(editor) {
    const { options } = editor.extensionManager.extensions.find((one) => one.name === name)
    return { options, storage: editor.storage[name] }
  }

  /** Ask the server, once for all, for what is in the text and not known yet. */
  async function nameThem(editor) {
    const { options, storage } = extension(editor)
    if (!options.urls.labels) return
    const keys = new Set()
    editor.state.doc.descendants((node) => {
      if (node.type.name === name && !storage.known.has(node.attrs.key)) keys.add(node.attrs.key)
    })
    if (!keys.size) return
    // Being asked for; a second call meanwhile does not ask again.
    for (const key of keys) storage.known.set(key, undefined)
    try {
      const { ok, data } = await request(`${options.urls.labels}?${new URLSearchParams({ keys: [...keys].join(",") })}`)
      if (!ok) throw new Error("refused")
      for (const key of keys) storage.known.set(key, data.found[key] ?? null)
    } catch {
      for (const key of keys) storage.known.delete(key)
    }
    for (const card of storage.cards) card.name()
  }

  async function insertNew(editor) {
    const { options, storage } = extension(editor)
    const answer = await ask({ options, storage, attrs: { key: "", words: "" }, isNew: true })
    if (answer?.attrs) insert(editor, editor.state.schema.nodes[name].create(answer.attrs))
    editor.commands.focus()
  }

  async function editAt(editor, position) {
    const { options, storage } = extension(editor)
    const node = editor.state.doc.nodeAt(position)
    if (node?.type.name !== name) return
    const answer = await ask({ options, storage, attrs: node.attrs, isNew: false })
    const { state, view } = editor
    if (answer?.attrs) view.dispatch(state.tr.setNodeMarkup(position, null, answer.attrs))
    if (answer?.removed) view.dispatch(state.tr.delete(position, position + node.nodeSize))
    editor.commands.focus()
  }
}

/** Put a node behind the block in which the selection ends, or in the place of an empty paragraph; the caret goes on below. */
function insert(editor, node) {
  const { state, view } = editor
  const { $to } = state.selection
  const block = $to.depth ? $to.node(1) : null
  const isEmpty = block?.type.name === "paragraph" && !block.content.size
  const from = isEmpty ? $to.before(1) : $to.depth ? $to.after(1) : $to.pos
  const transaction = state.tr.replaceWith(from, isEmpty ? $to.after(1) : from, node)
  const behind = from + node.nodeSize
  if (!transaction.doc.nodeAt(behind)?.isTextblock) transaction.insert(behind, state.schema.nodes.paragraph.create())
  view.dispatch(transaction.setSelection(TextSelection.near(transaction.doc.resolve(behind + 1))).scrollIntoView())
}

function thumbnail({ src, width, height }) {
  return element("img", { src, width, height, alt: "", draggable: "false" })
}
