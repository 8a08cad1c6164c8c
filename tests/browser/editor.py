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
  getSelection().setBaseAndExtent(...place(start, false), ...place(start + words.length, true))
}"""

# ProseMirror learns of a selection by an event that the browser sends some time later; after it got the focus it looks
# once more 20 ms later; and its library gives the focus back after a dialog in the next frame. A key pressed before
# that acts on the selection of before, and a selection made before it is taken back. No person is quick enough for
# either. All is over when what ProseMirror has read is what the page shows, and neither timer nor frame is pending.
SETTLE = """async (region) => {
  const { view } = region.editor
  const frame = () => new Promise(requestAnimationFrame)
  const isSettled = () => view.hasFocus() && view.domObserver.currentSelection.eq(view.domSelectionRange())
  await new Promise((done) => setTimeout(done, 25))
  await frame()
  await frame()
  const until = performance.now() + 10_000
  while (!isSettled()) {
    if (performance.now() > until) throw new Error("The editor has no focus, or did not take the selection over.")
    await frame()
  }
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
        # Not dialog[open]: what a dialog was asked for is done when its element is gone, a moment after it is closed.
        self.dialog: Locator = page.locator("dialog.editor-dialog")
        # By the attribute: a <select> has options too.
        self.results: Locator = self.dialog.locator("[role=option]")
        self.chips: Locator = self.region.locator(".cite-chip")
        expect(self.toolbar).to_be_visible()

    @property
    def html(self) -> str:
        """What the form would send."""
        return self.page.locator("#id_body").input_value()

    def settle(self) -> None:
        """Wait until the editor has taken over what the last key, click or dialog did to the selection."""
        self.region.evaluate(SETTLE)

    def type(self, text: str) -> None:
        """Click into the text and type where that leads."""
        self.region.click()
        self.settle()
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, none before the editor has followed the one before."""
        for key in keys:
            self.settle()
            self.page.keyboard.press(key)
        self.settle()

    def select(self, words: str) -> None:
        """Select the first place of `words`, as a drag with the mouse does."""
        self.region.focus()
        self.settle()
        self.region.evaluate(SELECT, words)
        self.settle()

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
        """Press the dialog's main button, and see it close and give the focus back to the text."""
        self.dialog.get_by_role("button", name=name, exact=True).click()
        self.expect_closed()

    def expect_closed(self) -> None:
        """Wait until the dialog has done what it was asked for and the text has the focus again."""
        expect(self.dialog).to_have_count(0)
        expect(self.region).to_be_focused()
        self.settle()

    def cite(self, words: str, title: str, *, locator: str = "", kind: str = "page") -> None:
        """Cite the existing source `title` for `words`."""
        self.open_cite(words)
        self.search(title)
        self.results.filter(has_text=title).click()
        if locator:
            self.dialog.get_by_label("Place in the source").select_option(kind)
            self.dialog.get_by_label("Number").fill(locator)
        self.confirm()
