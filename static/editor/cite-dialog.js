// The dialog in which a citation is made, changed or removed.

import { PassageCheck, pairOf } from "newsroom/cite-check"
import { SourcePicker } from "newsroom/cite-source"
import { placeFields, Vias } from "newsroom/cite-via"
import { element, field, openDialog } from "newsroom/dialog"

/**
 * Show the dialog. Resolves to `{ attrs }` (those of the citation node), `{ removed: true }`, or null.
 *
 * `storage.sources` learns of the source that was chosen or created, `storage.checks` what was found of passages;
 * `storage.draft` keeps what was typed of a new source when the dialog is closed before it was saved.
 */
export function askForCitation({ options, storage, attrs, isNew = true, isAlone = false }) {
  const { texts, urls, modes } = options
  const passageInput = element("textarea", { rows: 3 })
  passageInput.value = attrs.passage ?? ""
  const passage = field(texts.passage, passageInput, { help: texts.passageHelp })
  const passageWords = () => passageInput.value.trim().replace(/\s*\n\s*/g, " ")
  const check = new PassageCheck({ url: urls.check, texts, checks: storage.checks })
  const modeInput = element("select", {}, ...modes.map(({ value, name }) => element("option", { value }, name)))
  modeInput.value = attrs.mode ?? ""
  const mode = field(texts.mode, modeInput)
  const place = placeFields({ options, kindText: texts.locatorKind, label: attrs.label, locator: attrs.locator })

  let picker
  let vias
  const look = () => {
    const source = picker?.chosen?.key ?? ""
    const isKnown = source && (!vias?.pickers.length || vias.last)
    check.update(isKnown ? pairOf({ source, via: vias?.last ?? "", mode: modeInput.value, passage: passageWords() }) : null)
  }
  passageInput.addEventListener("input", look)
  modeInput.addEventListener("change", look)

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
        onChoose: look,
        onModeChange: (isCreating) => {
          submitButton.textContent = isCreating ? texts.saveAndCite : isNew ? texts.cite : texts.save
        },
      })
      vias = new Vias({ options, storage, attrs, changed: () => look() })
      look()
      if (!isNew) {
        const remove = () => close({ removed: true })
        buttons.append(element("button", { type: "button", class: "editor-remove", on: { click: remove } }, texts.remove))
      }
      const warning = isAlone ? element("p", { class: "cite-alone" }, texts.alone) : null
      return [warning, passage.dom, check.dom, mode.dom, picker.dom, place.dom, vias.dom].filter(Boolean)
    },
    first: () => picker.first(),
    async submit() {
      const source = await picker.resolve()
      const through = source && (await vias.resolve(source.key))
      if (!through) return undefined
      return { attrs: { source: source.key, ...place.values(), passage: passageWords(), mode: modeInput.value, ...through } }
    },
  })
}
