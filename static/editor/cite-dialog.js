// The dialog in which a citation is made, changed or removed.

import { SourcePicker } from "newsroom/cite-source"
import { element, field, openDialog } from "newsroom/dialog"

/**
 * Show the dialog. Resolves to `{ attrs }` (source, label, locator, passage), `{ removed: true }`, or null.
 *
 * `storage.sources` learns of the source that was chosen or created; `storage.draft` keeps what was typed of a new
 * source when the dialog is closed before it was saved.
 */
export function askForCitation({ options, storage, attrs, isNew = true }) {
  const { texts, locators } = options
  const passageInput = element("textarea", { rows: 3 })
  passageInput.value = attrs.passage ?? ""
  const passage = field(texts.passage, passageInput, { help: texts.passageHelp })

  const kindInput = element("select", {}, ...locators.map(({ value, name }) => element("option", { value }, name)))
  kindInput.value = attrs.label || "page"
  const kind = field(texts.locatorKind, kindInput)
  const placeInput = element("input", { type: "text", maxlength: 100, autocomplete: "off" })
  placeInput.value = attrs.locator ?? ""
  const place = field(texts.locator, placeInput, { help: texts.locatorHelp })

  let picker
  return openDialog({
    title: isNew ? texts.title : texts.titleEdit,
    className: "cite-dialog",
    texts,
    submitText: isNew ? texts.cite : texts.save,
    content({ close, buttons, submitButton }) {
      picker = new SourcePicker({
        options,
        storage,
        chosen: attrs.source ? { key: attrs.source, ...storage.sources.get(attrs.source) } : null,
        onModeChange: (isCreating) => {
          submitButton.textContent = isCreating ? texts.saveAndCite : isNew ? texts.cite : texts.save
        },
      })
      if (!isNew) {
        const remove = () => close({ removed: true })
        buttons.append(element("button", { type: "button", class: "editor-remove", on: { click: remove } }, texts.remove))
      }
      return [passage.dom, picker.dom, element("div", { class: "cite-place" }, kind.dom, place.dom)]
    },
    first: () => picker.first(),
    async submit() {
      const source = await picker.resolve()
      if (!source) return undefined
      const locator = placeInput.value.trim().replace(/\s+/g, " ")
      return {
        attrs: {
          source: source.key,
          label: locator ? kindInput.value : "",
          locator,
          passage: passageInput.value.trim().replace(/\s*\n\s*/g, " "),
        },
      }
    },
  })
}
