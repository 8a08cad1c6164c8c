"""Every test that is written is also run."""

import ast
from pathlib import Path

from tests import once

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.py"))
HELPERS = {"__init__.py", "conftest.py", "settings.py", "factories.py", "addresses.py"}


def test_every_folder_is_a_package():
    folders = {path.parent for path in FILES}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_file_with_tests_has_a_name_that_pytest_collects():
    lost = [
        str(path.relative_to(HERE))
        for path in FILES
        if not path.name.startswith("test_")
        and path.name not in HELPERS
        and any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in ast.parse(path.read_text()).body
        )
    ]
    assert lost == []


def test_every_test_file_contains_a_test():
    empty = [
        str(path.relative_to(HERE))
        for path in FILES
        if path.name.startswith("test_")
        and not any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert empty == []


def test_no_test_is_defined_twice_under_one_name():
    doubles = []
    for path in FILES:
        for scope in ast.walk(ast.parse(path.read_text())):
            names = (
                [node.name for node in getattr(scope, "body", []) if isinstance(node, ast.FunctionDef)]
                if isinstance(scope, ast.Module | ast.ClassDef)
                else []
            )
            doubles += [
                f"{path.relative_to(HERE)}: {name}"
                for name in names
                if name.startswith("test_") and names.count(name) > 1
            ]
    assert doubles == []


def test_what_runs_on_both_databases_is_there():
    for place in (*once.BOTH, *once.EACH_VALUE):
        path, _colons, name = place.partition("::")
        path, name = HERE.parent / path, name.rpartition("::")[2]
        assert path.is_dir() or f"def {name or 'test_'}" in path.read_text(), place
