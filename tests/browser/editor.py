"""Hands for the text editor of an admin form: select, paste, cite."""

from playwright.sync_api import Locator, Page, expect

SELECT = """(region, words) => {
  const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT)
  const nodes = []
  let text = ""
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest(".cite-chip")) continue
    nodes.push([text.length, walker.currentNode])
    text += walker.currentNode.data
  }
  const start = text.indexOf(words)
  if (start < 0) throw new Error(`not in the text: ${words}`)
  const place = (offset, isEnd) => {
    const [from, node] = nodes.findLast(([from]) => (isEnd ? from < offset : from <= offset))
    return [node, offset - from]
  }
  region.focus()
  getSelection().setBaseAndExtent(...place(start, false), ...place(start + words.length, true))
}"""

PASTE = """(region, {text, html}) => {
  region.focus()
  const clipboardData = new DataTransfer()
  if (text) clipboardData.setData("text/plain", text)
  if (html) clipboardData.setData("text/html", html)
  region.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


class Editor:
    """The editor of the field `body` on a page that is open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # The library gives the same class to other elements.
        self.region: Locator = page.locator(".field-body .ProseMirror[contenteditable=true]")
        self.toolbar: Locator = page.get_by_role("toolbar", name="Formatting")
        self.dialog: Locator = page.locator("dialog[open]")
        # By the attribute: a <select> has options too.
        self.results: Locator = self.dialog.locator("[role=option]")
        self.chips: Locator = self.region.locator(".cite-chip")
        expect(self.toolbar).to_be_visible()

    @property
    def html(self) -> str:
        """What the form would send."""
        return self.page.locator("#id_body").input_value()

    def type(self, text: str) -> None:
        self.region.click()
        self.page.keyboard.type(text)

    def select(self, words: str) -> None:
        """Select the first place of `words`, as a drag with the mouse does."""
        self.region.evaluate(SELECT, words)

    def paste(self, *, text: str = "", html: str = "") -> None:
        """Paste as from another program: with plain text, HTML, or both."""
        self.region.evaluate(PASTE, {"text": text, "html": html})

    def button(self, name: str) -> Locator:
        return self.toolbar.get_by_role("button", name=name, exact=True)

    def open_cite(self, words: str = "") -> None:
        if words:
            self.select(words)
        self.button("Cite").click()
        expect(self.dialog).to_be_visible()

    def search(self, words: str) -> None:
        self.dialog.get_by_role("combobox", name="Search sources").fill(words)

    def confirm(self, name: str = "Cite") -> None:
        """Press the dialog's main button, and see it close."""
        self.dialog.get_by_role("button", name=name, exact=True).click()
        expect(self.dialog).to_have_count(0)

    def cite(self, words: str, title: str, *, locator: str = "", kind: str = "page") -> None:
        """Cite the existing source `title` for `words`."""
        self.open_cite(words)
        self.search(title)
        self.results.filter(has_text=title).click()
        if locator:
            self.dialog.get_by_label("Place in the source").select_option(kind)
            self.dialog.get_by_label("Number").fill(locator)
        self.confirm()
