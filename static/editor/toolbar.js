// Makes the library's row of buttons a tool bar (WAI-ARIA APG, "Toolbar"): names in the person's language,
// shortcuts in the tooltips, pressed and disabled states, one stop for Tab and arrows inside.

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform)

const SHORTCUTS = {
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
  citation: "Mod-Shift-C",
  link: "Mod-K",
  "history:undo": "Mod-Z",
  "history:redo": "Mod-Shift-Z",
}
const TOGGLES = new Set([
  "heading2", "heading3", "heading4", "bold", "italic", "subscript", "superscript", "bulletList", "orderedList",
  "blockquote", "link",
])

/** Return a shortcut as it is printed on the keys of this machine: "Ctrl+Shift+C", "⌘⇧C". */
function printed(shortcut) {
  const keys = shortcut.split("-")
  if (IS_MAC) return keys.map((key) => ({ Mod: "⌘", Alt: "⌥", Shift: "⇧" })[key] ?? key).join("")
  return keys.map((key) => (key === "Mod" ? "Ctrl" : key)).join("+")
}

const spoken = (shortcut) =>
  shortcut.split("-").map((key) => (key === "Mod" ? (IS_MAC ? "Meta" : "Control") : key)).join("+")

/** Dress the tool bar `bar` of `editor`. `labels` are names by button; returns a function that moves the focus there. */
export function dressToolbar(bar, editor, labels, barLabel) {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", barLabel)
  const buttons = [...bar.querySelectorAll("button[data-name]")]
  for (const button of buttons) {
    const { name } = button.dataset
    const label = labels[name] ?? button.getAttribute("aria-label") ?? name
    const shortcut = SHORTCUTS[name]
    button.setAttribute("aria-label", label)
    button.title = shortcut ? `${label} (${printed(shortcut)})` : label
    if (shortcut) button.setAttribute("aria-keyshortcuts", spoken(shortcut))
  }

  const visible = () => buttons.filter((button) => !button.classList.contains("hidden"))
  const makeStop = (stop) => {
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1
  }
  const refresh = () => {
    for (const button of buttons) {
      button.setAttribute("aria-disabled", String(button.classList.contains("disabled")))
      if (TOGGLES.has(button.dataset.name)) {
        button.setAttribute("aria-pressed", String(button.classList.contains("active")))
      }
    }
    const stop = buttons.find((button) => button.tabIndex === 0)
    if (!stop || stop.classList.contains("hidden")) makeStop(visible()[0])
  }
  makeStop(buttons[0])
  refresh()
  editor.on("transaction", refresh)

  bar.addEventListener("focusin", (event) => {
    if (buttons.includes(event.target)) makeStop(event.target)
  })
  bar.addEventListener("keydown", (event) => {
    const row = visible()
    const at = row.indexOf(document.activeElement)
    if (at < 0) return
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight"
    const next = {
      [forward]: (at + 1) % row.length,
      [backward]: (at - 1 + row.length) % row.length,
      Home: 0,
      End: row.length - 1,
    }[event.key]
    if (next !== undefined) {
      event.preventDefault()
      row[next].focus()
    } else if (event.key === "Escape") {
      event.preventDefault()
      editor.commands.focus()
    }
  })
  return () => (buttons.find((button) => button.tabIndex === 0) ?? buttons[0]).focus()
}
