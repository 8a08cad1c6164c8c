// Our set-up of django-prose-editor, as an extension named Desk, and our variants of its Link and Table.
// Loaded by the library's "configurable" preset, which takes extensions from this module's exports by name.

import {
  Document as LibraryDocument,
  Extension,
  Link as LibraryLink,
  Plugin,
  Table as LibraryTable,
} from "django-prose-editor/editor"
import { element } from "newsroom/dialog"
import { askForLink, linkAddress } from "newsroom/link-dialog"
import { cleanPasted } from "newsroom/paste"
import { showShortcuts } from "newsroom/shortcuts"
import { dressToolbar } from "newsroom/toolbar"

export const Desk = Extension.create({
  name: "desk",
  // After the library's Menu, whose buttons are named here.
  priority: 10,

  addOptions() {
    return { buttons: {}, texts: {}, urls: {} }
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
    editor.view.dom.before(this.storage.status)
    this.storage.focusToolbar = dressToolbar(editor.storage.menu.dom, editor, buttons, texts.toolbar)
  },

  addStorage() {
    return { focusToolbar: () => {}, status: element("p", { class: "editor-notice", role: "status" }) }
  },

  addKeyboardShortcuts() {
    return {
      "Alt-F10": () => {
        this.storage.focusToolbar()
        return true
      },
      "Mod-/": ({ editor }) => editor.commands.showShortcuts(),
    }
  },

  addCommands() {
    return {
      showShortcuts:
        () =>
        ({ editor }) => {
          showShortcuts(editor, this.options.buttons, this.options.texts)
          return true
        },
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "shortcuts",
      groups: "help",
      button: buttons.material("keyboard", this.options.buttons.shortcuts),
      command: (editor) => editor.commands.showShortcuts(),
    })
  },

  transformPastedHTML(html) {
    const { texts } = this.options
    const { html: cleaned, pictures, notes } = cleanPasted(html)
    const said = [pictures && texts.picturesLeftOut, notes && texts.notesLeftOut].filter(Boolean)
    this.storage.status.textContent = said.join(" ")
    return cleaned
  },

  addProseMirrorPlugins() {
    const { options, storage } = this
    const onlyPictures = (data) =>
      data && data.files.length > 0 && !data.types.includes("text/html") && !data.types.includes("text/plain")
    const tell = (_view, event) => {
      if (!onlyPictures(event.clipboardData ?? event.dataTransfer)) return false
      storage.status.textContent = options.texts.picturesLeftOut
      event.preventDefault()
      return true
    }
    return [new Plugin({ props: { handlePaste: tell, handleDrop: tell } })]
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

// What is placed stands between paragraphs, never in a list, a quote or a table.
export const Document = LibraryDocument.extend({ content: "(block | placed)+" })

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
