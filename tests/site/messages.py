"""The strings to translate as code and templates hold them, and the catalogues as files; read without gettext."""

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.functional import Promise
from django.utils.translation import override, trim_whitespace

ROOT = Path(settings.BASE_DIR)
APPS = ("advocacy_site", "campaigns", "officials", "pages", "press", "publishing", "sources", "supporters")

# What only staff see. Its words may stay English; everything else is for readers and is translated.
STAFF = {
    r"^templates/(admin|account|mfa|allauth)/": "the admin and signing in",
    r"(^|/)admin(/|\.py$|_site\.py$)": "the admin",
    r"^templates/publishing/mail/": "mail to staff",
    r"^advocacy_site/(broken|dashboard|data_desk|person_desk|staff_desk|switch_desk|planner|roles|accounts|checks)\.py$": "the admin's desks, roles, sign-in",
    r"^[a-z_]+/apps\.py$": "headings in the admin",
    r"^[a-z_]+/models(/|\.py$)": "names of fields; what readers see of models is in `of_models`",
    r"^publishing/(body_pictures|body_videos|editor|staff_json|uploads|workflow)\.py$": "the editor, uploads, the desk's steps",
    r"^publishing/(corrections|editing|operations|preview_links|restoration|staging|tags|usage|working_copies)\.py$": (
        "what the desk refuses, and why"
    ),
    r"(^|/)preflight(/|\.py$)": "the check before publishing",
    r"^publishing/translat(ing|ions)\.py$": "the desk of translations",
    r"^campaigns/(exclusions|suspicion|trends)\.py$": "leaving out of the count",
    r"^campaigns/funnel_report\.py$": "the funnel in the admin",
    r"^campaigns/exporting\.py$": "tables of who took part, for the data officer",
    r"^templates/campaigns/mail/totals\.": "mail to administrators",
    r"^campaigns/kinds/whom\.py$": "what staff say of letters and calls",
    r"^campaigns/mailings/": "sending updates; their own words are a template",
    r"^campaigns/body_action(s|_views)\.py$": "calls to action in the editor",
    r"^advocacy_site/link_search\.py$": "own pages in the editor",
    r"^sources/(fetched|fetching|links)\.py$": "what the fetcher refuses, and links",
    r"^sources/(archive|capturing|outside|timestamps|uploads|verifying)\.py$": "making and keeping copies",
    r"^sources/linking/": "how links do",
    r"^sources/(duplicates|hiding|merging|moving|parting|relations)\.py$": "the desk of sources",
    r"^templates/sources/mail/": "mail to staff",
    r"^sources/importing/": "what is told of files of references",
    r"^sources/(autofill|extraction)/": "filling in a source, and why a copy has no text",
    r"^sources/fill_views\.py$": "the same, asked by forms",
    r"^sources/(addresses|cite_checks|cite_views|coverage|markers|edtf_dates|editor|languages|typed_dates)\.py$": "typing in a source",
}

# Rows that work behind the pages.
BEHIND = {
    "pages.MenuItem",
    "publishing.Redirect",
    "sources.SourceImport",
    "sources.Capture",
    "sources.SourceMerge",
    "sources.SourceRelation",
    "sources.Passage",
    "campaigns.CampaignCitation",
    "press.ReleaseCitation",
    *(f"sources.{name}" for name in ("Link", "LinkCheck", "LinkHost")),
    "publishing.Rendition",
    "supporters.OutboxMail",
    "supporters.Suppression",
    "supporters.Switch",
    "campaigns.Mailing",
    "campaigns.Exclusion",
    *(f"press.Release{name}" for name in ("PreviewLink", "Transition")),
    *(f"campaigns.Campaign{name}" for name in ("PreviewLink", "Transition")),
    *(f"pages.Page{name}" for name in ("PreviewLink", "Transition")),
}

FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ("msgid",)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "msgid")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("msgid", "plural")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "msgid", "plural")),
}


@dataclass(frozen=True)
class Message:
    """A string to translate; `place` is where it stands, and is not compared."""

    msgid: str
    context: str = ""
    plural: str = ""
    place: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


@dataclass
class Entry:
    """An entry of a .po file: `forms` are its translations, one or as many as the language has plural forms."""

    msgid: str = ""
    context: str = ""
    plural: str = ""
    forms: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def is_translated(self) -> bool:
        return bool(self.forms) and all(self.forms) and "fuzzy" not in self.flags


def is_for_staff(path: str) -> bool:
    return any(re.search(pattern, path) for pattern in STAFF)


@cache
def in_code() -> tuple[Message, ...]:
    """Return every message of templates and Python files, in the order of their files."""
    return *_of_templates(), *_of_python()


def for_readers() -> list[Message]:
    """Return the messages that readers may see."""
    return [*(message for message in in_code() if not is_for_staff(message.place.split(":")[0])), *of_models()]


def of_models() -> Iterator[Message]:
    """Yield what pages and search results show of models: choices, and what a kind of content is called."""
    with override(None):
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                if model._meta.label in BEHIND:
                    continue
                for model_field in model._meta.concrete_fields:
                    for _key, label in model_field.flatchoices:
                        if isinstance(label, Promise):
                            yield Message(str(label), place=f"{model._meta.label}.{model_field.name}")
                if hasattr(model, "get_absolute_url") and isinstance(model._meta.verbose_name, Promise):
                    yield Message(str(model._meta.verbose_name), place=model._meta.label)


def _of_templates() -> Iterator[Message]:
    for path in template_files():
        name = path.relative_to(ROOT).as_posix()
        nodes = engines["django"].from_string(path.read_text("utf-8")).template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            context = node.message_context.resolve({}) if node.message_context else ""
            yield Message(node.filter_expression.var.literal, context, place=f"{name}:{node.token.lineno}")
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            context = node.message_context.resolve({}) if node.message_context else ""
            singular, plural = (_block_text(node, tokens) for tokens in (node.singular, node.plural))
            yield Message(singular, context, plural, place=f"{name}:{node.token.lineno}")


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"})


def _block_text(node: BlockTranslateNode, tokens: list) -> str:
    text = node.render_token_list(tokens)[0] if tokens else ""
    return trim_whitespace(text) if node.trimmed else text


def _of_python() -> Iterator[Message]:
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                yield Message(**dict(zip(FUNCTIONS[node.func.id], texts, strict=False)), place=f"{name}:{node.lineno}")


def catalogue(language: str, suffix: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"


def read_po(text: str) -> list[Entry]:
    """Return the entries of a .po file, the header first, whose msgid is empty."""
    entries = []
    for block in re.split(r"\n\s*\n", text.strip()):
        entry = Entry()
        for keyword, lines in re.findall(r'^(msg\S+) ((?:".*"\n?)+)', block, re.MULTILINE):
            value = "".join(ast.literal_eval(line) for line in lines.splitlines())
            match keyword:
                case "msgctxt":
                    entry.context = value
                case "msgid":
                    entry.msgid = value
                case "msgid_plural":
                    entry.plural = value
                case _:
                    entry.forms.append(value)
        entry.flags = {flag for line in re.findall(r"^#, (.*)$", block, re.MULTILINE) for flag in line.split(", ")}
        entries.append(entry)
    return entries


def read_mo(content: bytes) -> dict[str, str]:
    """Return a .mo file as it is: keys with context and plural, values with plural forms, parts joined by NUL.

    The format: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
    """
    magic, _revision, number, keys, values = struct.unpack_from("<5I", content)
    assert magic == 0x950412DE

    def text(table: int, index: int) -> str:
        length, offset = struct.unpack_from("<2I", content, table + 8 * index)
        return content[offset : offset + length].decode()

    return {text(keys, index): text(values, index) for index in range(number)}


def compiled(entries: list[Entry]) -> dict[str, str]:
    """Return what a .mo file made of these entries holds, as `read_mo` returns it."""
    result = {}
    for entry in entries:
        if entry.is_translated:
            key = f"{entry.context}\x04{entry.msgid}" if entry.context else entry.msgid
            result[f"{key}\0{entry.plural}" if entry.plural else key] = "\0".join(entry.forms)
    return result
