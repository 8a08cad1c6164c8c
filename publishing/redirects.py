"""Addresses that lead on for good: written where an address changes, asked where nothing else answers.

Stored paths are as people read them, not percent-encoded. A row leads its whole address on: ``/campaigns/old/`` →
``/campaigns/new/`` also leads ``/campaigns/old/sign/`` to ``/campaigns/new/sign/``, and ``/sources/old.bib`` to
``/sources/new.bib``. Rows never lead to each other (no chains), and never back (no loops).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from publishing.models import Publication, Redirect, Status

Reason = Redirect.Reason

LONGEST: Final = 500
DEEPEST: Final = 10
MOST_STEPS: Final = 3
"""A campaign that moved, and an action of it that moved: two rows lead on from one address. More are no address of ours."""


# --- Where an old address leads -----------------------------------------------------------------


def find(path: str, *, now: datetime) -> str | None:
    """Return the path to which `path`, where nothing answers, leads for good; None if it leads nowhere.

    Nothing is given away: an address that the public may not see at `now` is none. One query for an address that
    never was, up to four more for one that moved.
    """
    if "\x00" in path:
        return None
    # As with pages: an old address asked for under another edition's prefix leads to the item's own edition.
    goal = _follow([path, *_in_other_editions(path)], now)
    return goal if goal is not None and goal != path and is_shown(goal, now) else None


def is_address(path: str) -> bool:
    """Say whether the site knows addresses like `path` at all. No query."""
    return _match(path) is not None


def is_taken(path: str, now: datetime) -> bool:
    """Say whether a page stands at `path` itself: a list, or an item that the public may see at `now`."""
    page = _page_at(path)
    if page is not None:
        return page.is_visible(now)
    return _match(path) is not None and not _owners(path)


def straight(old: str, new: str, *, now: datetime) -> str | None:
    """Return where a row from `old` to `new` must lead to make no chain; None if it would go round in a circle."""
    goal = None if is_taken(new, now) else _follow([new], now)
    return None if _is_within(new, old) or _is_within(goal or new, old) else goal or new


def is_shown(path: str, now: datetime) -> bool:
    """Say whether `path` is an address of this site that the public may see at `now`, or belongs to one."""
    return _match(path) is not None and all(page.is_visible(now) for page in _owners(path))


def taken_by(path: str) -> Redirect | None:
    """Return the redirect that leads on from the address `path` (encoded or not): a page there would take it over."""
    return Redirect.objects.filter(from_path=unquote(path)).first()


def _follow(spellings: list[str], now: datetime) -> str | None:
    """Return where rows lead from the first of `spellings` that they know, whoever may see it; None from nowhere."""
    goal, rest = _next(spellings, now)
    for _step in range(MOST_STEPS - 1):
        if goal is None or not rest:
            break  # rows do not lead to each other; but what is below a page may have moved by itself
        further, rest = _next([goal], now)
        goal = further or goal
    return goal


def _next(spellings: list[str], now: datetime) -> tuple[str | None, str]:
    """Return where the first of `spellings` that a row knows is led, and what of it stood behind the row's address."""
    parts = [part for spelling in spellings for part in _parts(spelling)]
    rows = {row.from_path: row for row in Redirect.objects.filter(from_path__in={part for part, _rest in parts})}
    for part, rest in parts:
        row = rows.get(part)
        if row is None or (rest and not row.to_path.endswith("/")):
            continue
        page = _page_at(part) if rest else None
        if page is not None and page.is_visible(now):
            break  # what stands below a page is the page's, whatever once had its address
        return _join(row.to_path, rest), rest
    return None, ""


def _parts(path: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses to which `path` may belong and the rest of it, the longest first."""
    if "." not in path.rpartition("/")[2]:
        path = f"{path.removesuffix('/')}/"  # pages end with a slash, and people forget it
    yield path, ""
    folder, _slash, name = path.rpartition("/")
    stem, dot, suffix = name.partition(".")
    if dot:
        yield f"{folder}/{stem}/", f"{dot}{suffix}"
    names = folder.strip("/").split("/") if folder.strip("/") else []
    for number in range(min(len(names) - (not name), DEEPEST), 0, -1):
        part = f"/{'/'.join(names[:number])}/"
        yield part, path[len(part) :]


def _join(target: str, rest: str) -> str:
    return f"{target.removesuffix('/')}{rest}" if rest.startswith(".") else f"{target}{rest}"


def _language_of(path: str) -> str:
    codes = (code for code, _name in settings.LANGUAGES if path.startswith(f"/{code}/"))
    return next(codes, settings.LANGUAGE_CODE)


def _in_other_editions(path: str) -> list[str]:
    own = _language_of(path)
    plain = path if own == settings.LANGUAGE_CODE else path.removeprefix(f"/{own}")
    codes = [code for code, _name in settings.LANGUAGES if code != own]
    return [plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}" for code in codes]


# --- What stands at an address --------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """The address of one item's page: whose it is, by model, slug and edition. The item need not exist."""

    model: type[Model]
    slug: str
    language: str

    def is_visible(self, now: datetime) -> bool:
        """Say whether the public may see an item there. One query."""
        manager: Any = self.model._default_manager
        rows = manager.published(now).filter(slug=self.slug)
        if issubclass(self.model, Publication):
            rows = rows.filter(language=self.language)
        return bool(rows.exists())


def _match(path: str) -> ResolverMatch | None:
    """Return the view that answers at `path`; None if none does."""
    if path.startswith("//"):
        return None  # browsers would take it for the address of another site
    with translation.override(_language_of(path)):
        try:
            return resolve(path)
        except Resolver404:
            return None


def _owners(path: str) -> list[Page]:
    """Return the items' pages to which an address belongs, its own among them: a petition's to its campaign's."""
    match = _match(path)
    names = set(match.kwargs.values()) if match is not None else set()
    pages = (_page_at(part) for part, _rest in _parts(path))
    return [page for page in pages if page is not None and page.slug in names]


def _page_at(path: str) -> Page | None:
    """Return what item's page stands at `path`; None for lists, and for what belongs to a page."""
    match = _match(path)
    if match is None:
        return None
    models = {model.detail_view: model for model in apps.get_models() if hasattr(model, "detail_view")}
    model = models.get(match.view_name)
    return Page(model, match.kwargs["slug"], _language_of(path)) if model is not None else None


# --- Writing rows ---------------------------------------------------------------------------------


def lock() -> None:
    """Let one transaction at a time change redirects: two that each see half would make chains and loops.

    SQLite has one writer anyway. In PostgreSQL readers are not kept waiting, and items are locked before redirects.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE publishing_redirect IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def move(
    old_path: str, new_path: str, *, user: User | None, now: datetime, reason: Redirect.Reason = Reason.MOVED
) -> None:
    """Note that what was at `old_path` (encoded or not) is at `new_path` from now on, with all that is below it.

    What led to the old address leads to the new one; nothing leads on from the new one, which has a page.
    """
    old, new = unquote(old_path), unquote(new_path)
    if old == new:
        return
    lock()
    Redirect.objects.filter(from_path=new).delete()
    repoint(old, new)
    _follow_below(old, new, user=user, now=now)
    values = {"to_path": new, "reason": reason, "created_at": now, "created_by": user}
    Redirect.objects.update_or_create(from_path=old, defaults=values)


def repoint(old: str, new: str) -> int:
    """Let the rows that lead to `old` or below it lead to `new`; return how many. A row that came home is removed."""
    rows = [row for row in Redirect.objects.filter(to_path__startswith=old) if _is_within(row.to_path, old)]
    for row in rows:
        row.to_path = new + row.to_path[len(old) :]
        if row.to_path == row.from_path:
            row.delete()
        else:
            row.save(update_fields=["to_path"])
    return len(rows)


def _follow_below(old: str, new: str, *, user: User | None, now: datetime) -> None:
    """Keep the older addresses below an address that moves: they are asked for under the new one from now on."""
    rows = Redirect.objects.filter(from_path__startswith=old).exclude(from_path=old)
    moved = [(new + row.from_path[len(old) :], row) for row in rows if _is_within(row.from_path, old)]
    known = set(
        Redirect.objects.filter(from_path__in=[path for path, _row in moved]).values_list("from_path", flat=True)
    )
    Redirect.objects.bulk_create(
        Redirect(from_path=path, to_path=row.to_path, reason=row.reason, created_at=now, created_by=user)
        for path, row in moved
        if path not in known and path != row.to_path and len(path) <= LONGEST
    )


def _is_within(path: str, stem: str) -> bool:
    """Say whether `path` is `stem` or below it; databases may compare letters without their case."""
    return path == stem or (stem.endswith("/") and path.startswith(stem))


# --- Items whose address changes ------------------------------------------------------------------


def address_before(item: Publication) -> str | None:
    """Return the address that `item` has in the database, before it is saved; None for what has none of its own."""
    if item._state.adding or item.working_copy_of_id is not None:
        return None
    stored = type(item)._default_manager.only("slug", "language").filter(pk=item.pk).first()
    return stored.get_absolute_url() if stored is not None else None


def settle(item: Publication, *, now: datetime) -> None:
    """Let the address that a saved `item` has left lead to its new one, and the item have its own.

    An address that was never public leads nowhere: it would give a draft's words away. What leads on from the item's
    address does so until its page stands there.
    """
    left, item.left_address = item.left_address, None
    if left is not None and left != item.get_absolute_url() and was_public(item, now):
        move(left, item.get_absolute_url(), user=item.updated_by, now=now)
    elif item.is_visible(now):
        Redirect.objects.filter(from_path=unquote(item.get_absolute_url())).delete()


def was_public(item: Publication, now: datetime) -> bool:
    """Say whether readers may know the address of `item`: it is, or was at some time up to `now`, public."""
    if item.is_visible(now) or item.status == Status.WITHDRAWN:
        return True
    return bool(item.versions.public(now).exists())


def move_in_all_editions(
    old: Callable[[], str],
    new: Callable[[], str],
    *,
    user: User | None,
    now: datetime,
    reason: Redirect.Reason = Reason.MOVED,
) -> None:
    """Do `move` in each language edition, for what is at home in all of them; `old` and `new` make the addresses."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            move(old(), new(), user=user, now=now, reason=reason)
