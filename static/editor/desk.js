// Our set-up of django-prose-editor, as an extension named Desk, and our variants of its Link and Table.
// Loaded by the library's "configurable" preset, which takes extensions from this module's exports by name.

import { Extension, Link as LibraryLink, Table as LibraryTable } from "django-prose-editor/editor"
import { element, field, openDialog } from "newsroom/dialog"
import { cleanPasted } from "newsroom/paste"
import { dressToolbar } from "newsroom/toolbar"

const SCHEMES = /^(?:https?:\/\/\S|mailto:\S|tel:[+\d])/i
const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i
const SITE_PATH = /^[/#?]/

/** Return what a person typed as an address that a link may have, or null. Completes "example.org" and "me@example.org". */
export function linkAddress(typed) {
  // eslint-disable-next-line no-control-regex
  const address = typed.replace(/[\u0000-\u001f\u007f]/g, "").trim()
  if (SCHEMES.test(address) || SITE_PATH.test(address)) return address
  if (HAS_SCHEME.test(address) && !/^[^:]+\.[^:]+:\d/.test(address)) return null
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return `mailto:${address}`
  if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([:/?#]\S*)?$/u.test(address)) return `https://${address}`
  return null
}

export const Desk = Extension.create({
  name: "desk",
  // After the library's Menu, whose buttons are named here.
  priority: 10,

  addOptions() {
    return { buttons: {}, texts: {} }
  },

  onBeforeCreate() {
    const { options } = this.editor
    // The library's <style> element has no nonce; its rules stand in editor.css.
    options.injectCSS = false
    // Pasted words stay as they are: asterisks and underscores are no mark-up.
    options.enablePasteRules = false
    options.enableInputRules = ["heading", "bulletList", "blockquote"]
    // Two spaces stay two spaces; a line end in stored HTML is a space, as in browsers.
    options.parseOptions = { ...options.parseOptions, preserveWhitespace: true }
    options.content = String(options.content ?? "").replace(/[ \t\r]*\n[ \t\r\n]*/g, " ")
  },

  onCreate() {
    const { editor } = this
    const { texts, buttons } = this.options
    nameEditable(editor, texts.label)
    this.storage.focusToolbar = dressToolbar(editor.storage.menu.dom, editor, buttons, texts.toolbar)
  },

  addStorage() {
    return { focusToolbar: () => {} }
  },

  addKeyboardShortcuts() {
    return {
      "Alt-F10": () => {
        this.storage.focusToolbar()
        return true
      },
    }
  },

  transformPastedHTML(html) {
    return cleanPasted(html)
  },
})

/** Tie the editable region to the label, help and errors of the field that it stands for. */
function nameEditable(editor, fallback) {
  const region = editor.view.dom
  const textarea = region.closest(".prose-editor").querySelector(":scope > textarea")
  const label = textarea.labels?.[0]
  region.setAttribute("aria-multiline", "true")
  if (label) {
    label.id ||= `${textarea.id}_label`
    region.setAttribute("aria-labelledby", label.id)
    label.addEventListener("click", () => editor.commands.focus())
  } else {
    region.setAttribute("aria-label", textarea.getAttribute("aria-label") ?? fallback)
  }
  for (const name of ["aria-describedby", "aria-invalid", "aria-required", "dir", "lang"]) {
    if (textarea.hasAttribute(name)) region.setAttribute(name, textarea.getAttribute(name))
  }
}

export const Link = LibraryLink.extend({
  addOptions() {
    return { ...this.parent?.(), isAllowedUri: (address) => linkAddress(address ?? "") !== null }
  },

  addAttributes() {
    const { href, title } = this.parent?.() ?? {}
    return { href, title }
  },

  addCommands() {
    return {
      ...this.parent?.(),
      // The whole link, wherever in it the caret stands.
      unsetLink:
        () =>
        ({ chain }) =>
          chain().extendMarkRange(this.name).unsetMark(this.name).run(),
      addLink:
        () =>
        ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive("link")) return false
          askForLink(editor)
          return true
        },
    }
  },
})

async function askForLink(editor) {
  const { texts } = editor.extensionManager.extensions.find(({ name }) => name === "desk").options
  const { from, to } = editor.state.selection
  const input = element("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false" })
  input.value = editor.getAttributes("link").href ?? ""
  const address = field(texts.linkAddress, input, { help: texts.linkHelp })
  const href = await openDialog({
    title: texts.linkTitle,
    texts,
    submitText: texts.save,
    content: () => [address.dom],
    first: () => input,
    submit: () => {
      const checked = linkAddress(input.value)
      if (checked) return checked
      address.setErrors([input.value.trim() ? texts.linkRefused : texts.linkEmpty])
      input.focus()
      return undefined
    },
  })
  const chain = editor.chain().focus().setTextSelection({ from, to })
  if (href) chain.extendMarkRange("link").setLink({ href }).setTextSelection(to)
  chain.run()
}

export const Table = LibraryTable.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      // A table that can be used at once; rows and columns are added with the buttons that then appear.
      insertTableWithOptions:
        () =>
        ({ commands }) =>
          commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    }
  },
})
