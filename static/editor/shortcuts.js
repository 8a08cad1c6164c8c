// The keyboard shortcuts: which there are, how they are printed and spoken, and the dialog that lists them.

import { element, openDialog } from "newsroom/dialog"

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** Shortcuts of the tool bar's buttons, by the names of the buttons. */
export const SHORTCUTS = {
  heading2: "Mod-Alt-2",
  heading3: "Mod-Alt-3",
  heading4: "Mod-Alt-4",
  bold: "Mod-B",
  italic: "Mod-I",
  subscript: "Mod-,",
  superscript: "Mod-.",
  bulletList: "Mod-Shift-8",
  orderedList: "Mod-Shift-7",
  blockquote: "Mod-Shift-B",
  pullQuote: "Mod-Alt-Q",
  citation: "Mod-Shift-C",
  link: "Mod-K",
  bodyPicture: "Mod-Alt-P",
  bodyAction: "Mod-Alt-A",
  bodyVideo: "Mod-Alt-V",
  "history:undo": "Mod-Z",
  "history:redo": "Mod-Shift-Z",
  shortcuts: "Mod-/",
}

/** Keys without a button, by the names of their texts. Several ways are parted by spaces. */
const KEYS = {
  lineBreak: "Shift-Enter",
  indent: "Tab",
  outdent: "Shift-Tab",
  open: "Enter",
  toolbar: "Alt-F10",
  text: "Escape",
  plainPaste: "Mod-Shift-V",
}

/** Return a shortcut as it is printed on the keys of this machine: "Ctrl+Shift+C", "⌘⇧C". */
export function printed(shortcut) {
  const keys = shortcut.split("-")
  if (IS_MAC) return keys.map((key) => ({ Mod: "⌘", Alt: "⌥", Shift: "⇧" })[key] ?? key).join("")
  return keys.map((key) => (key === "Mod" ? "Ctrl" : key)).join("+")
}

/** Return a shortcut as aria-keyshortcuts has it. */
export const spoken = (shortcut) =>
  shortcut.split("-").map((key) => (key === "Mod" ? (IS_MAC ? "Meta" : "Control") : key)).join("+")

/** List the shortcuts of an editor; `labels` are the names of its buttons. */
export async function showShortcuts(editor, labels, texts) {
  const there = new Set([...editor.storage.menu.dom.querySelectorAll("button[data-name]")].map((button) => button.dataset.name))
  const rows = [
    ...Object.entries(SHORTCUTS).filter(([name]) => there.has(name)).map(([name, keys]) => [labels[name], keys]),
    ...Object.entries(KEYS).map(([name, keys]) => [texts.keys[name], keys]),
  ]
  const row = ([what, keys]) =>
    element("tr", {}, element("th", { scope: "row" }, what), element("td", {}, element("kbd", { dir: "ltr" }, printed(keys))))
  const head = element("tr", {}, element("th", { scope: "col" }, texts.shortcutWhat), element("th", { scope: "col" }, texts.shortcutKeys))
  // Focusable, so that the keyboard can scroll it.
  const list = element(
    "div",
    { class: "editor-shortcuts", tabindex: "0", role: "group", "aria-label": texts.shortcutsTitle },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows.map(row))),
    element("p", { class: "editor-help" }, texts.shortcutsTyped),
  )
  await openDialog({ title: texts.shortcutsTitle, texts, content: () => [list], first: () => list })
  editor.commands.focus()
}
