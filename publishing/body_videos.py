"""Videos in texts: a picture of nothing and two choices until the reader asks the platform for it."""

from collections.abc import Collection
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from publishing import placements, videos
from publishing.placements import rendered
from publishing.rendering import Kind, Placed

TEXTS: Final = {
    "button": _("Video"),
    "title": _("Video"),
    "key": _("Address of the video"),
    "keyHelp": _(
        "YouTube and Vimeo play on the page after a click; nothing of them is loaded before. Any other https address "
        "is shown as a link."
    ),
    "keyRefused": _("This is no address of a video. Copy it from the browser while the video is open."),
    "words": _("Title"),
    "wordsHelp": _("What the video shows. Readers see it before they decide to load it."),
    "wordsEmpty": _("Give the video a title."),
    "insert": _("Insert video"),
    "remove": _("Remove video"),
}


class Videos(placements.Part):
    """Videos on platforms, played on the page after a click, or only linked to."""

    kind = Kind.VIDEO
    extension = "BodyVideo"
    button = TEXTS["button"]

    def load(self, keys: Collection[str], showing: placements.Showing) -> placements.Renderer:
        """Return what renders the videos; needs no query."""
        template = "components/placed_video_plain.html" if showing.plain else "components/placed_video.html"

        def render(found: Placed) -> SafeString:
            video = videos.read(found.key)
            if video is None:
                return SafeString("")
            return rendered(template, {"video": video, "title": found.words})

        return render

    def editor_options(self) -> dict[str, Any]:
        """Return what the editor's dialog needs."""
        return {"texts": TEXTS}
