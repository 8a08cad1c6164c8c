"""What may be uploaded is decided by content; each refusal says what to do."""

import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as PillowImage
from PIL import ImageFile

from publishing import pixels, uploads
from tests.factories import picture_bytes

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def upload(content: bytes, name: str = "river.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(check, content: bytes, name: str = "river.jpg") -> tuple[str, str]:
    """Return the code and the words with which a check refuses a file."""
    with pytest.raises(ValidationError) as refused:
        check(upload(content, name))
    (message,) = refused.value.messages
    return refused.value.code, message


def huge_png(width: int, height: int) -> bytes:
    """Return a PNG whose header promises so many pixels, while its data hold none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def package(**parts: bytes) -> bytes:
    """Return a ZIP archive of the parts, by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(**more: bytes) -> bytes:
    return package(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"} | more)


def odt() -> bytes:
    return package(
        mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<office:document-content/>"}
    )


@pytest.fixture
def never_decoded(monkeypatch):
    """Fail if any pixel of any picture is decoded."""

    def decoded(self):
        raise AssertionError("The picture was decoded.")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decoded)
    monkeypatch.setattr(PillowImage.Image, "load", decoded)


class TestPictures:
    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [
            ("JPEG", "image/jpeg"),
            ("PNG", "image/png"),
            ("WEBP", "image/webp"),
            ("AVIF", "image/avif"),
            ("GIF", "image/gif"),
        ],
    )
    def test_pictures_that_browsers_show_are_accepted_whatever_their_name(self, kind, media_type):
        content = picture_bytes((60, 40), kind)
        facts = uploads.check_picture(upload(content, "report.exe"))
        assert (facts.media_type, facts.width, facts.height, facts.size) == (media_type, 60, 40, len(content))

    def test_the_size_is_that_of_the_picture_turned_upright(self):
        exif = PillowImage.Exif()
        exif[pixels.ORIENTATION] = 6
        stream = io.BytesIO()
        PillowImage.new("RGB", (60, 40)).save(stream, "JPEG", exif=exif)
        facts = uploads.check_picture(upload(stream.getvalue()))
        assert (facts.width, facts.height) == (40, 60)

    def test_the_checked_file_can_be_read_from_its_beginning(self):
        file = upload(picture_bytes())
        uploads.check_picture(file)
        assert file.read() == picture_bytes()

    def test_a_telephone_s_jpeg_with_a_second_picture_behind_it_is_accepted(self):
        stream = io.BytesIO()
        first, second = PillowImage.new("RGB", (60, 40), "red"), PillowImage.new("RGB", (20, 10), "blue")
        first.save(stream, "MPO", save_all=True, append_images=[second])
        facts = uploads.check_picture(upload(stream.getvalue()))
        assert (facts.media_type, facts.width) == ("image/jpeg", 60)

    def test_a_jpeg_with_a_film_behind_it_is_accepted(self):
        assert uploads.check_picture(upload(picture_bytes(suffix="JPEG") + b"\0\0\0\x18ftypmp42" + b"\0" * 5000))

    def test_a_picture_of_50_megapixels_is_refused_without_decoding(self, never_decoded):
        code, message = refusal(uploads.check_picture, huge_png(10_000, 5_000))
        assert code == "too_many_pixels"
        assert "40 million pixels" in message
        assert "make it smaller" in message

    def test_a_decompression_bomb_is_refused_without_decoding(self, never_decoded):
        code, _ = refusal(uploads.check_picture, huge_png(60_000, 60_000))
        assert code == "too_many_pixels"

    def test_a_real_jpeg_of_50_megapixels_is_refused_without_decoding(self, monkeypatch):
        stream = io.BytesIO()
        PillowImage.new("L", (8000, 6250)).save(stream, "JPEG")

        def decoded(self):
            raise AssertionError("The picture was decoded.")

        monkeypatch.setattr(ImageFile.ImageFile, "load", decoded)
        assert refusal(uploads.check_picture, stream.getvalue())[0] == "too_many_pixels"

    def test_a_picture_of_exactly_the_limit_is_not_refused_for_its_size(self):
        code, _ = refusal(uploads.check_picture, huge_png(8_000, 5_000))
        assert code == "damaged"

    def test_a_picture_longer_than_webp_can_be_is_refused(self, never_decoded):
        assert refusal(uploads.check_picture, huge_png(16_001, 10))[0] == "too_long"

    def test_a_text_named_jpg_is_refused(self):
        code, message = refusal(uploads.check_picture, b"This is no picture.\n" * 50, "river.jpg")
        assert code == "no_picture"
        assert "choose a JPEG" in message

    def test_an_svg_with_a_script_is_refused_whatever_its_name(self):
        for name in ("logo.svg", "logo.png"):
            code, message = refusal(uploads.check_picture, SVG, name)
            assert code == "svg"
            assert "export it as PNG" in message

    def test_heic_is_named_in_the_refusal(self):
        code, message = refusal(
            uploads.check_picture, b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 200, "IMG_1.HEIC"
        )
        assert code == "heic"
        assert "JPEG" in message

    @pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO", "PDF"])
    def test_formats_that_are_not_for_the_web_are_refused(self, kind):
        assert refusal(uploads.check_picture, picture_bytes(suffix=kind))[0] == "no_picture"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_a_picture_cut_off_is_refused(self, kind, share):
        noise = PillowImage.effect_noise((200, 150), 90).convert("RGB")
        stream = io.BytesIO()
        noise.save(stream, kind)
        whole = stream.getvalue()
        code, message = refusal(uploads.check_picture, whole[: int(len(whole) * share)])
        assert code in ("damaged", "no_picture")
        assert "choose" in message or "good copy" in message

    def test_an_empty_file_is_refused(self):
        assert refusal(uploads.check_picture, b"")[0] == "empty"

    def test_a_file_of_too_many_bytes_is_refused_before_it_is_read(self, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_PICTURE_BYTES", 100)
        monkeypatch.setattr(pixels, "open_picture", None)
        assert refusal(uploads.check_picture, picture_bytes())[0] == "too_large"

    @pytest.mark.parametrize(
        "content",
        [
            picture_bytes(suffix="JPEG") + package(**{"Applet.class": b"x"}),
            picture_bytes(suffix="PNG") + b"<script>alert(document.domain)</script>",
            picture_bytes(suffix="GIF") + b"<SCRIPT src=//example.org/x></SCRIPT>",
            picture_bytes((0x2A2F, 1), suffix="GIF"),
            picture_bytes(suffix="JPEG")[:2]
            + b"\xff\xfe\x00\x20<html><body onload=alert(1)>    "
            + picture_bytes(suffix="JPEG")[2:],
            picture_bytes(suffix="JPEG")[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + picture_bytes(suffix="JPEG")[2:],
            b"\xff\xd8\xff\xe0/*" + b"JFIF\0" + b"\0" * (0x2F2A - 7) + picture_bytes(suffix="JPEG")[2:],
        ],
        ids=[
            "archive behind",
            "script behind PNG",
            "script behind GIF",
            "GIF that opens a comment",
            "page in a comment",
            "PDF in a comment",
            "JPEG that opens a comment",
        ],
    )
    def test_a_picture_that_is_something_else_as_well_is_refused(self, content):
        PillowImage.open(io.BytesIO(content)).load()  # a picture, beyond doubt
        code, message = refusal(uploads.check_picture, content)
        assert code == "polyglot"
        assert "save it anew" in message


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "media_type"),
        [
            (PDF, "application/pdf"),
            (b"Rivers belong to all.\r\n\tAnd so on.\x0c\n", "text/plain"),
            ("Գետերը բոլորինն են։ 5 < 6".encode(), "text/plain"),
            (b"\xef\xbb\xbfname,town\nAnna,Riverton\n", "text/plain"),
            (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (
                package(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            (odt(), "application/vnd.oasis.opendocument.text"),
        ],
        ids=["PDF", "text", "Armenian text", "text with mark", "DOCX", "XLSX", "ODT"],
    )
    def test_documents_are_told_by_their_content(self, content, media_type):
        facts = uploads.check_document(upload(content, "anything.bin"))
        assert facts == uploads.DocumentFacts(media_type, len(content), hashlib.sha256(content).hexdigest())

    @pytest.mark.parametrize(
        "content",
        [
            SVG,
            b"<!doctype html><title>x</title><script>alert(1)</script>",
            b"\n\n  <HTML><body>x</body></HTML>",
            b"Dear all,\n<script>alert(1)</script>",
            b"#!/bin/sh\nrm -rf /\n",
            b"{\\rtf1 hello}",
            b"MZ\x90\x00\x03" + b"\0" * 500,
            b"\x7fELF" + b"\0" * 500,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
            "Grüße".encode("latin-1"),
            "Text".encode("utf-16"),
            package(**{"run.exe": b"MZ"}),
            package(mimetype=b"application/epub+zip"),
        ],
        ids=[
            "SVG",
            "page",
            "page after spaces",
            "script in text",
            "shell",
            "RTF",
            "EXE",
            "ELF",
            "DOC",
            "Latin-1",
            "UTF-16",
            "ZIP",
            "EPUB",
        ],
    )
    def test_what_is_no_document_is_refused_whatever_its_name(self, content):
        for name in ("report.pdf", "report.txt"):
            code, message = refusal(uploads.check_document, content, name)
            assert code == "no_document"
            assert "save it as PDF" in message

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
    def test_pictures_are_sent_to_the_library_where_their_location_is_removed(self, kind):
        code, message = refusal(uploads.check_document, picture_bytes(suffix=kind), "photo.pdf")
        assert code == "picture"
        assert "picture library" in message

    @pytest.mark.parametrize("content", [PDF[:60], docx()[:-30], docx()[:50]], ids=["PDF", "DOCX", "little of a DOCX"])
    def test_a_document_cut_off_is_refused(self, content):
        assert refusal(uploads.check_document, content)[0] == "damaged"

    def test_a_document_with_a_broken_part_is_refused(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("[Content_Types].xml", b"<Types/>")
            archive.writestr("word/document.xml", b"the words")
        broken = stream.getvalue().replace(b"the words", b"THE words", 1)
        assert refusal(uploads.check_document, broken)[0] == "damaged"

    @pytest.mark.parametrize(
        "part",
        [
            "word/vbaProject.bin",
            "word/activeX/activeX1.xml",
            "xl/macrosheets/sheet1.xml",
            "Basic/Standard/Module1.xml",
            "Scripts/python/run.py",
        ],
    )
    def test_macros_and_other_programs_are_refused(self, part):
        assert refusal(uploads.check_document, docx(**{part: b"x"}))[0] == "macros"

    @pytest.mark.parametrize(
        "kind", ["application/vnd.ms-word.document.macroEnabled.main+xml", "x/vnd.ms-office.vbaProject"]
    )
    def test_macros_under_another_name_are_told_by_the_declared_types(self, kind):
        types = f'<Types><Override PartName="/word/harmless.bin" ContentType="{kind}"/></Types>'.encode()
        assert refusal(uploads.check_document, docx(**{"[Content_Types].xml": types}))[0] == "macros"

    def test_a_document_that_unpacks_to_too_much_is_refused_without_unpacking(self, monkeypatch):
        bomb = docx(**{"word/media/bomb": b"\0" * 20_000})
        monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 10_000)
        monkeypatch.setattr(zipfile.ZipFile, "read", None)
        monkeypatch.setattr(zipfile.ZipFile, "open", None)
        assert refusal(uploads.check_document, bomb)[0] == "bomb"

    def test_a_pdf_that_is_an_archive_as_well_is_refused(self):
        assert refusal(uploads.check_document, PDF + package(a=b"x") + b"%%EOF")[0] == "polyglot"

    def test_a_document_of_too_many_bytes_is_refused(self, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_DOCUMENT_BYTES", 10)
        code, message = refusal(uploads.check_document, PDF)
        assert code == "too_large"
        assert "make it smaller" in message

    def test_the_checked_file_can_be_stored_whole(self):
        file = upload(docx(), "a.docx")
        uploads.check_document(file)
        assert b"".join(file.chunks()) == docx()


class TestEither:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (picture_bytes(suffix="JPEG"), uploads.PictureFacts),
            (picture_bytes(suffix="AVIF"), uploads.PictureFacts),
            (PDF, uploads.DocumentFacts),
            (docx(), uploads.DocumentFacts),
            (b"Rivers belong to all.", uploads.DocumentFacts),
        ],
        ids=["JPEG", "AVIF", "PDF", "DOCX", "text"],
    )
    def test_the_content_says_whether_it_is_a_picture_or_a_document(self, content, kind):
        assert isinstance(uploads.check_any(upload(content, "anything.bin")), kind)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"MZ\x90\x00\x03" + b"\0" * 500, "neither"),
            (b"<!doctype html><title>x</title>", "neither"),
            (SVG, "svg"),
            (picture_bytes(suffix="PNG") + b"<script>x</script>", "polyglot"),
            (b"%PDF-1.7 cut", "damaged"),
            (b"", "empty"),
        ],
        ids=["program", "page", "SVG", "polyglot", "PDF cut off", "empty"],
    )
    def test_what_is_neither_is_refused_with_a_reason_of_its_own(self, content, code):
        assert refusal(uploads.check_any, content, "report.pdf")[0] == code
