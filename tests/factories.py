"""Minimal valid objects for tests, made through the same operations as the real ones."""

import io
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage

from campaigns.models import Action, Campaign
from pages.models import StandingPage
from press.models import PressRelease
from publishing import library, operations
from publishing.models import Document, Image, Publication, Status
from sources import operations as source_operations
from sources.models import Source

numbers = count(1)
PASSWORD = "correct horse battery"


def make_user(*permissions: str, superuser: bool = False, **fields: Any):
    """Return a member of staff with the permissions named like ``press.add_pressrelease``."""
    number = next(numbers)
    user = get_user_model().objects.create_user(
        **{
            "username": f"person{number}",
            "email": f"person{number}@example.org",
            "password": PASSWORD,
            "is_staff": True,
        }
        | {"is_superuser": superuser}
        | fields
    )
    for name in permissions:
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def make_source(*, now: datetime | None = None, tags: tuple[str, ...] = (), **fields: Any) -> Source:
    number = next(numbers)
    source = Source(**{"title": f"Report {number}", "publisher": "River Watch", "issued_as_typed": "2024"} | fields)
    source_operations.save(source, user=None, now=now or timezone.now())
    source.tags.set(tags)
    source_operations.refresh(source, now=now or timezone.now())
    return source


def cite(source: Source, *, locator: str = "", label: str = "", passage: str = "", **more: Any) -> str:
    """Return the marker that the editor writes for a source; `more` are mode, via (sources), via_locator, via_label."""
    more["via"] = " ".join(str(via.pk) for via in more.get("via", ()))
    said = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in more.items() if value)
    return f'<sup data-cite="{source.pk}" data-locator="{locator}" data-label="{label}" data-passage="{passage}"{said}></sup>'


def make_release(**fields: Any) -> PressRelease:
    """Return a release that has been public for an hour; `status` or `publish_at` make it something else."""
    return make_publication(PressRelease, {"dateline_place": "RIVERTON"} | fields)


def make_campaign(**fields: Any) -> Campaign:
    return make_publication(Campaign, {"summary": "Rivers belong to all."} | fields)


def make_page(**fields: Any) -> StandingPage:
    return make_publication(StandingPage, fields)


def make_publication[P: Publication](model: type[P], fields: dict[str, Any]) -> P:
    number = next(numbers)
    now = fields.pop("now", None) or timezone.now()
    tags = fields.pop("tags", ())
    item = model(
        **{
            "title": f"Headline {number}",
            "slug": f"headline-{number}",
            "body": f"<p>Text number {number}.</p>",
            "status": Status.PUBLISHED,
            "publish_at": now - timedelta(hours=1),
        }
        | fields
    )
    operations.save(item, user=None, now=now)
    item.tags.set(tags)
    operations.refresh(item, now=now)
    return item


def make_petition(campaign: Campaign | None = None, **fields: Any) -> Action:
    number = next(numbers)
    return Action.objects.create(
        campaign=campaign or make_campaign(),
        **{"title": f"Petition {number}", "slug": f"petition-{number}", "text": "We ask for clean rivers."} | fields,
    )


def picture_bytes(size: tuple[int, int] = (40, 30), suffix: str = "PNG", colour: str = "#336699") -> bytes:
    stream = io.BytesIO()
    PillowImage.new("RGB", size, colour).save(stream, suffix)
    return stream.getvalue()


def make_image(size: tuple[int, int] = (40, 30), **fields: Any) -> Image:
    number = next(numbers)
    now = fields.pop("now", None) or timezone.now()
    file = fields.pop("file", None) or ContentFile(picture_bytes(size), name="river.png")
    image = Image(**{"title": f"Picture {number}", "alt_text": "A river", "credit": "A. Painter"} | fields, file=file)
    library.add(image, user=None, now=now)
    return image


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def make_document(content: bytes = PDF, **fields: Any) -> Document:
    number = next(numbers)
    now = fields.pop("now", None) or timezone.now()
    file = ContentFile(content, name=fields.pop("name", "report.bin"))
    document = Document(**{"title": f"Document {number}"} | fields, file=file)
    library.add_document(document, user=None, now=now)
    return document
