// The dialog of a link: its address, or a search of own pages that fills it in.

import { element, field, openDialog } from "newsroom/dialog"
import { SearchBox } from "newsroom/search-box"

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

/** Ask for the address of the link in the selection, and set it. */
export async function askForLink(editor) {
  const { texts, urls } = editor.extensionManager.extensions.find(({ name }) => name === "desk").options
  const { from, to } = editor.state.selection
  const input = element("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false" })
  input.value = editor.getAttributes("link").href ?? ""
  const address = field(texts.linkAddress, input, { help: texts.linkHelp })
  const status = element("p", { class: "editor-status", role: "status" })
  const pages = new SearchBox({
    url: urls.links,
    texts: texts.links,
    say: (text) => {
      status.textContent = text
    },
    choose(page) {
      input.value = page.key
      address.setErrors()
      pages.showResults([])
      status.textContent = `${texts.links.chosen} ${page.title}`
      input.focus()
    },
  })
  const href = await openDialog({
    title: texts.linkTitle,
    texts,
    submitText: texts.save,
    content: () => [address.dom, element("div", { class: "editor-chooser" }, element("div", {}, ...pages.parts, status))],
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
