// The extensions for what is placed in a text, and the pull quote. Loaded by the library, which takes them by name.

import { mergeAttributes, Node } from "django-prose-editor/editor"
import { element, field, openDialog } from "newsroom/dialog"
import { placedNode } from "newsroom/placed-node"
import { Chooser } from "newsroom/search-box"

const oneLine = (control) => control.value.trim().replace(/\s+/g, " ")

/** Open the dialog of a kind: `content` makes its fields, `read` returns its attributes, or undefined while they are wrong. */
function askFor({ texts, isNew, content, first, read }) {
  return openDialog({
    title: texts.title,
    texts,
    submitText: isNew ? texts.insert : texts.save,
    content({ close, buttons }) {
      if (!isNew) {
        const remove = () => close({ removed: true })
        buttons.append(element("button", { type: "button", class: "editor-remove", on: { click: remove } }, texts.remove))
      }
      return content
    },
    first,
    submit() {
      const attrs = read()
      return attrs && { attrs }
    },
  })
}

/** The dialog of something that is found by a search: pictures, calls to action. */
function chooserDialog({ options, storage, attrs, isNew }, extra = null) {
  const { texts, urls } = options
  const chooser = new Chooser({
    legend: texts.chosen,
    unknown: texts.unknown,
    changeText: texts.change,
    chosen: attrs.key ? (storage.known.get(attrs.key) ?? { key: attrs.key }) : null,
    url: urls.search,
    texts,
    onChoose: (result) => extra?.onChoose(result),
  })
  return askFor({
    texts,
    isNew,
    content: [chooser.dom, ...(extra ? [extra.dom] : [])],
    first: () => chooser.first(),
    read() {
      if (!chooser.chosen) {
        chooser.refuse(texts.chooseFirst)
        return undefined
      }
      const { key } = chooser.chosen
      if (chooser.chosen.title) storage.known.set(key, chooser.chosen)
      return { key, ...(extra ? { words: extra.read() } : {}) }
    },
  })
}

export const BodyPicture = placedNode({
  name: "bodyPicture",
  kind: "picture",
  tag: "figure",
  words: "data-caption",
  icon: "image",
  shortcut: "Mod-Alt-p",
  title: (attrs, known, texts) => known?.title ?? `${texts.button} ${attrs.key}`,
  ask(asked) {
    const { texts } = asked.options
    const input = element("textarea", { rows: 2, maxlength: 500 })
    input.value = asked.attrs.words
    const caption = field(texts.words, input, { help: texts.wordsHelp })
    const propose = (result) => {
      input.placeholder = result?.words ?? ""
    }
    propose(asked.storage.known.get(asked.attrs.key))
    return chooserDialog(asked, { dom: caption.dom, onChoose: propose, read: () => oneLine(input) })
  },
})

export const BodyAction = placedNode({
  name: "bodyAction",
  kind: "action",
  tag: "div",
  icon: "campaign",
  shortcut: "Mod-Alt-a",
  title: (attrs, known, texts) => known?.title ?? `${texts.button} ${attrs.key}`,
  ask: (asked) => chooserDialog(asked),
})

/** Return an https address as it can be stored, or null. The server knows the platforms and has the last word. */
function videoAddress(typed) {
  try {
    const url = new URL(/^[a-z]+:/i.test(typed) ? typed : `https://${typed}`)
    return url.protocol === "https:" && url.hostname.includes(".") && !url.username && !url.port ? url.href : null
  } catch {
    return null
  }
}

export const BodyVideo = placedNode({
  name: "bodyVideo",
  kind: "video",
  tag: "figure",
  words: "data-title",
  icon: "ondemand_video",
  shortcut: "Mod-Alt-v",
  title: ({ key, words }) => words || key,
  ask({ options, attrs, isNew }) {
    const { texts } = options
    const addressInput = element("input", { type: "text", inputmode: "url", maxlength: 1000, autocomplete: "off", spellcheck: "false" })
    addressInput.value = attrs.key
    const address = field(texts.key, addressInput, { help: texts.keyHelp })
    const titleInput = element("input", { type: "text", maxlength: 200, autocomplete: "off" })
    titleInput.value = attrs.words
    const title = field(texts.words, titleInput, { help: texts.wordsHelp })
    return askFor({
      texts,
      isNew,
      content: [address.dom, title.dom],
      first: () => addressInput,
      read() {
        const key = videoAddress(addressInput.value.trim())
        const words = oneLine(titleInput)
        address.setErrors(key ? [] : [texts.keyRefused])
        title.setErrors(words ? [] : [texts.wordsEmpty])
        if (key && words) return { key, words }
        ;(key ? titleInput : addressInput).focus()
        return undefined
      },
    })
  },
})

// Words of the text set large beside it: <blockquote data-pull="">.
export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+",
  defining: true,

  addOptions() {
    return { label: "" }
  },

  parseHTML() {
    return [{ tag: "blockquote[data-pull]", priority: 200 }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["blockquote", mergeAttributes(HTMLAttributes, { "data-pull": "" }), 0]
  },

  addCommands() {
    return {
      togglePullQuote:
        () =>
        ({ commands }) =>
          commands.toggleWrap(this.name),
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-Alt-q": ({ editor }) => editor.commands.togglePullQuote() }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: this.name,
      groups: "nodes",
      // Before the dividing line.
      priority: 110,
      button: buttons.material("short_text", this.options.label),
      command: (editor) => editor.chain().focus().togglePullQuote().run(),
      active: (editor) => editor.isActive("pullQuote"),
      enabled: (editor) => editor.can().togglePullQuote(),
    })
  },
})
