// Makes the library's row of buttons a tool bar (WAI-ARIA APG, "Toolbar"): names in the person's language,
// shortcuts in the tooltips, pressed and disabled states, one stop for Tab and arrows inside.

import { printed, SHORTCUTS, spoken } from "newsroom/shortcuts"

const TOGGLES = new Set([
  "heading2", "heading3", "heading4", "bold", "italic", "subscript", "superscript", "bulletList", "orderedList",
  "blockquote", "pullQuote", "link",
])

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
