"""Files in a folder of the test, and the commands that read them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.officials import files


@pytest.fixture
def write(tmp_path):
    """Write a file, of text or of bytes, and return its path."""

    def writer(text, name="members.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return writer


@pytest.fixture
def bring(write):
    """Import a file of members as of a day, and return what the command says."""

    def importer(text=files.MEMBERS, offices=None, form="congress-legislators", **options):
        if offices is not None:
            options["offices"] = Path(write(offices, "offices"))
        said = StringIO()
        call_command("import_officials", write(text), format=form, stdout=said, **options)
        return said.getvalue()

    return importer


@pytest.fixture
def bring_postcodes(write):
    def importer(text=files.POSTCODES, **options):
        said = StringIO()
        call_command("import_postcodes", write(text, "postcodes.csv"), stdout=said, **options)
        return said.getvalue()

    return importer


@pytest.fixture
def refused():
    """Do something that a command must refuse, and return what it says."""

    def doing(work, *arguments, **options):
        with pytest.raises(CommandError) as told:
            work(*arguments, **options)
        return str(told.value)

    return doing
