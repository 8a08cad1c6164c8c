"""HTML as trees and back, and the only place in the project that calls `mark_safe`."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html
from lxml.html import HtmlElement


def trusted(stored_html: str) -> SafeString:
    """Return HTML that this package made earlier, and that was stored since, as safe."""
    return mark_safe(stored_html)  # noqa: S308


def parse(html: str) -> HtmlElement:
    """Return a fragment's tree below a <div> of ours; comments and processing instructions are left out."""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
    return lxml_html.fragment_fromstring(html or "", create_parent="div", parser=parser)


def serialise(root: HtmlElement) -> SafeString:
    """Return the HTML of what is in `root`."""
    return trusted(escape(root.text or "") + "".join(outer(child) for child in root))


def outer(element: HtmlElement) -> SafeString:
    """Return the HTML of an element and of the text after it."""
    return trusted(lxml_html.tostring(element, encoding="unicode"))


def replace(old: HtmlElement, new: HtmlElement) -> None:
    """Put `new` where `old` is; the text after it stays."""
    new.tail = old.tail
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree with all that is in it; the text after it stays."""
    element.drop_tree()
    element.tail = None


def empty_out(element: HtmlElement) -> None:
    """Move what is in an element to the place right behind it, in the same order."""
    behind = element.tail
    element.tail, element.text = element.text, None
    last = element
    for child in list(element):
        last.addnext(child)  # takes its tail along
        last = child
    last.tail = (last.tail or "") + (behind or "") or None
