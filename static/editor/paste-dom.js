// Small hands for pasted HTML: what an inline style says (kept in data-style, see paste.js), and changing elements.

export const styleOf = (found) => (found.getAttribute("data-style") ?? "").toLowerCase().replace(/\s+/g, " ")

/** Say whether an element's inline style gives a property one of some values, which are part of a regular expression. */
export function says(found, property, values) {
  return new RegExp(`(?:^|;) ?${property} ?: ?(?:${values}) ?(?:;|$|!)`).test(styleOf(found))
}

export function unwrap(found) {
  found.replaceWith(...found.childNodes)
}

export function rename(old, tag) {
  const renamed = old.ownerDocument.createElement(tag)
  renamed.append(...old.childNodes)
  old.replaceWith(renamed)
  return renamed
}
