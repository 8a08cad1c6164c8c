"""The rooms and arrows of docs/architecture.md, held by reading the imports."""

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ARROWS = {
    "publishing": set(),
    "supporters": set(),
    "officials": {"publishing"},
    "sources": {"publishing"},
    "press": {"publishing", "sources"},
    "campaigns": {"publishing", "sources", "supporters", "press", "officials"},
    "pages": {"publishing"},
    "advocacy_site": {"publishing", "supporters", "sources", "press", "officials", "campaigns", "pages"},
}
MODULES = [path for app in ARROWS for path in sorted((ROOT / app).rglob("*.py"))]
LONGEST_FILE = 500


def imported_rooms(path: Path) -> set[str]:
    """Return the first names of all absolute imports in a file, also of those inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0]
    return {name.split(".")[0] for name in names}


def test_imports_between_apps_go_one_way():
    wrong = {}
    for path in MODULES:
        room = path.relative_to(ROOT).parts[0]
        foreign = imported_rooms(path) & ARROWS.keys() - {room} - ARROWS[room]
        if foreign:
            wrong[str(path.relative_to(ROOT))] = sorted(foreign)
    assert len(MODULES) > 100
    assert wrong == {}, "These files import rooms that theirs must not know."


def test_no_file_is_too_long_to_find_things_in():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
        if "migrations" not in path.parts
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_code_imports_the_tests():
    assert not [path for path in MODULES if "tests" in imported_rooms(path)]


def test_only_rendering_makes_html_safe():
    makers = [path for path in MODULES if re.search(r"mark_safe\(|import.*mark_safe", path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in makers] == ["publishing/rendering/trees.py"]


def test_templates_mark_as_safe_only_what_rendering_made_and_stored():
    offenders = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"([\w.]+)\|safe|(?:autoescape off)", path.read_text(encoding="utf-8"))
        if name.rpartition(".")[2] not in ("body_html", "notes_html")
    ]
    assert offenders == []


def test_modules_are_named_by_subject():
    vague = {"utils.py", "helpers.py", "common.py", "misc.py", "tools.py"}
    assert not [path for path in MODULES if path.name in vague]


def test_business_logic_uses_no_signals():
    assert not [path for path in MODULES if "django.db.models.signals" in path.read_text(encoding="utf-8")]


def test_no_generic_foreign_keys():
    assert not [path for path in MODULES if "GenericForeignKey" in path.read_text(encoding="utf-8")]
