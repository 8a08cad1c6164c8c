"""Filling what editors placed in a text, when a page is built: pictures, calls to action, videos.

The stored text names them by key, so that pages follow what changes: new files of a picture, an action that closes on
its second. Each kind is a `Part`, named in the setting TEXT_PARTS; the apps above the base add theirs there.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from publishing import rendering, videos
from publishing.rendering import Kind, Placed

if TYPE_CHECKING:
    from publishing.models import Image, Publication

type Renderer = Callable[[Placed], SafeString]


@dataclass(frozen=True)
class Showing:
    """How a text is shown.

    `plain` is without our layout, as in feeds; `via` the code of the campaign link that led to the page. The rest saves
    queries: `lead_images` get their renditions together with the pictures of the text, and `actions` holds, by key, those
    that the page has loaded already, with their campaigns. `item` is whose page it is: what belongs to it is shown and
    judged as if it were public with it, in previews and before publishing.
    """

    now: datetime
    plain: bool = False
    via: str = ""
    lead_images: "Sequence[Image | None]" = ()
    actions: Mapping[str, Any] | None = None
    item: "Publication | None" = None


@dataclass(frozen=True)
class Problem:
    """Something placed in a text that readers do not get as meant; `message` says so to staff."""

    code: str
    message: str
    placed: Placed


class Part(ABC):
    """One kind of thing that editors place in texts."""

    kind: ClassVar[Kind]
    extension: ClassVar[str]
    """Name of the editor's extension, as static/editor/placed.js exports it."""
    button: ClassVar[Promise]

    @property
    def node(self) -> str:
        """Return the name that the editor gives to the thing in its document, and to its button."""
        return self.extension[0].lower() + self.extension[1:]

    @abstractmethod
    def load(self, keys: Collection[str], showing: Showing) -> Renderer:
        """Fetch what the keys name, in one query, and return the function that renders each; nothing for what is gone."""

    @abstractmethod
    def editor_options(self) -> dict[str, Any]:
        """Return the options of the editor's extension: addresses that it asks, and its texts."""

    def problems(self, found: Collection[Placed], showing: Showing) -> list[Problem]:
        """Return what of this kind readers will not get as meant."""
        return []


@cache
def parts() -> dict[Kind, Part]:
    """Return the kinds in the order of the setting, which is the order of the editor's buttons."""
    made: list[Part] = [import_string(path)() for path in settings.TEXT_PARTS]
    return {part.kind: part for part in made}


def text(item: "Publication", showing: Showing) -> SafeString:
    """Return the text of an item for readers. At most one query for each kind of thing placed in it."""
    return fill(item.body_html, showing)


def fill(body_html: str, showing: Showing) -> SafeString:
    """Return a rendered body with everything placed in it filled."""
    return rendering.fill(body_html, _renderer(rendering.placed(body_html), showing))


def texts(items: Iterable["Publication"], showing: Showing) -> list[SafeString]:
    """Return the texts of many items for readers, for as many queries as one costs."""
    bodies = [item.body_html for item in items]
    render = _renderer((found for body in bodies for found in rendering.placed(body)), showing)
    return [rendering.fill(body, render) for body in bodies]


def missing_references(item: "Publication", now: datetime) -> list[Problem]:
    """Return what in an item's text readers will not get as meant, such as an action that is gone or has closed."""
    showing = Showing(now, item=item)
    found = _by_kind(rendering.placed(item.body))
    return [problem for kind, part in parts().items() if found[kind] for problem in part.problems(found[kind], showing)]


def allow_frames(response: HttpResponse, item: "Publication") -> None:
    """Let the page of an item embed the platforms of the videos in its text, and no others."""
    found = (videos.read(one.key) for one in rendering.placed(item.body_html) if one.kind == Kind.VIDEO)
    videos.allow_frames(response, [video for video in found if video])


def rendered(template: str, context: dict[str, Any]) -> SafeString:
    """Return a part's template without the line ends around it, which would be spaces in the text."""
    return rendering.trusted(render_to_string(template, context).strip())


def _renderer(found: Iterable[Placed], showing: Showing) -> Renderer:
    kinds = _by_kind(found)
    if any(showing.lead_images):
        kinds.setdefault(Kind.PICTURE, [])
    loaded = {
        kind: parts()[kind].load({one.key for one in some}, showing) for kind, some in kinds.items() if kind in parts()
    }

    def render(one: Placed) -> SafeString:
        return loaded[one.kind](one) if one.kind in loaded else SafeString("")

    return render


def _by_kind(found: Iterable[Placed]) -> defaultdict[Kind, list[Placed]]:
    kinds: defaultdict[Kind, list[Placed]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one)
    return kinds
