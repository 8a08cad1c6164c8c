"""Times as staff type them: in the site's zone, which is named beside the field, and never silently moved.

When clocks go back, an hour comes twice; when they go forward, one is left out. A time in such an hour is asked about:
the form shows what can be meant, and takes what is chosen.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing import moments

FORMAT = "%Y-%m-%dT%H:%M"
MEANT = "_meant"


@dataclass(frozen=True)
class Typed:
    """What the form sends: a local time as text, and which of two instants is meant, as ISO 8601 in UTC, or empty."""

    text: str
    meant: str = ""


@dataclass(frozen=True)
class Meaning:
    """One instant that a doubtful local time can mean; `value` is what the form sends, `label` what is read."""

    value: str
    label: SafeString


class LocalTimeInput(forms.DateTimeInput):
    """A control for date and time that names its zone and, where the time is doubtful, shows what can be meant."""

    meanings: tuple[Meaning, ...] = ()

    class Media:
        css = {"all": ("admin_site/local-time.css",)}
        js = (Script("admin_site/local-time.js", defer=True),)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "datetime-local", **(attrs or {})}, format=FORMAT)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return Typed(data.get(name, "").strip(), data.get(name + MEANT, ""))

    def format_value(self, value: Any) -> str | None:
        return value.text if isinstance(value, Typed) else super().format_value(value)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        zone = timezone.get_current_timezone_name()
        key = (attrs or {}).get("id", f"id_{name}")
        described = " ".join(filter(None, [(attrs or {}).get("aria-describedby"), f"{key}_zone"]))
        control = super().render(
            name, value, {**(attrs or {}), "data-zone": zone, "aria-describedby": described}, renderer
        )
        context = {
            "control": control,
            "id": key,
            "name": name + MEANT,
            "zone": zone,
            "meanings": self.meanings,
            "meant": value.meant if isinstance(value, Typed) else "",
        }
        return render_to_string("admin/publishing/local_time.html", context)


class LocalTimeField(forms.DateTimeField):
    """A time in the site's zone. Cleans to an aware datetime; a doubtful one is an error until one meaning is chosen."""

    widget = LocalTimeInput

    def prepare_value(self, value: Any) -> Any:
        """Show a stored time with the meaning that it has, so that a form saved again does not ask anew."""
        if not isinstance(value, datetime):
            return value
        local = timezone.localtime(value).replace(tzinfo=None)
        self._control.meanings = meanings(local)
        return Typed(local.strftime(FORMAT), _as_value(value))

    def to_python(self, value: Any) -> datetime | None:
        typed = value if isinstance(value, Typed) else None
        try:
            at: datetime | None = super().to_python(typed.text if typed else value)
        except ValidationError as error:
            if typed is None or error.code != "ambiguous_timezone":
                raise
            return self._what_is_meant(typed, error)
        return at

    def _what_is_meant(self, typed: Typed, error: ValidationError) -> datetime:
        local = parse_datetime(typed.text)
        possible = meanings(local) if local is not None else ()
        if not possible:
            raise error
        self._control.meanings = possible
        if typed.meant in {one.value for one in possible}:
            return datetime.fromisoformat(typed.meant)
        if is_left_out(possible, local):
            question = _("There is no such time: that night the clocks go forward over it. Choose which time is meant.")
        else:
            question = _("This time comes twice: that night the clocks go back. Choose which of the two is meant.")
        raise ValidationError(question, code="daylight_saving")

    @property
    def _control(self) -> LocalTimeInput:
        return cast(LocalTimeInput, self.widget)


def meanings(local: datetime) -> tuple[Meaning, ...]:
    """Return the instants that a naive local time can mean, earliest first; none where it is one instant beyond doubt.

    A time that is left out is read once with the offset before the change and once with the one after (PEP 495).
    """
    zone = timezone.get_current_timezone()
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return ()
    instants = sorted(at.astimezone(UTC) for at in (first, second))
    return tuple(Meaning(_as_value(at), moments.in_full(at)) for at in instants)


def is_left_out(possible: tuple[Meaning, ...], local: datetime | None) -> bool:
    """Say whether a doubtful local time does not exist: then none of its meanings reads as what was typed."""
    instants = (datetime.fromisoformat(one.value) for one in possible)
    return all(timezone.localtime(at).replace(tzinfo=None) != local for at in instants)


def _as_value(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
