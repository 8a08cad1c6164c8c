"""Reading pages in tests: elements by simple CSS selectors, and their words."""

import re

from lxml import html

STEP = re.compile(r"(?P<tag>[a-z0-9]*)(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)(?:\[(?P<attribute>[\w-]+)\])?")


def read(response):
    """Return the root of a page that was answered with 200."""
    assert response.status_code == 200, response.status_code
    return html.fromstring(response.content.decode())


def select(root, selector):
    """Return the elements for steps such as ``ol.notes``, ``#id`` or ``a[lang]``, joined by spaces (inside) or > (right inside)."""
    path, axis = ".", "//"
    for part in selector.split():
        if part == ">":
            axis = "/"
            continue
        step = STEP.fullmatch(part)
        assert step, f"{part} is no simple selector"
        path += axis + (step["tag"] or "*")
        path += f"[@id='{step['id']}']" if step["id"] else ""
        path += f"[@{step['attribute']}]" if step["attribute"] else ""
        for name in step["classes"].split(".")[1:]:
            path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        axis = "//"
    return root.xpath(path)


def words(element):
    """Return the words of an element with single spaces between them."""
    return " ".join(element.text_content().split())
