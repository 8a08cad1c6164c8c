"""PDFs made by hand for tests: every byte of them is written here, so that each test knows what is in its file."""

import io

from pypdf import PdfReader, PdfWriter

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">{properties}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def make_pdf(pages, *, info=None, xmp="", language="", broken_page=None):
    """Return a PDF 1.4 with one page for each text; a text of None is a page that holds a picture and no words.

    Lines of a text are parted by line feeds; letters are those of Latin-1.
    """
    count = len(pages)
    objects = [b""] * (4 + 2 * count)  # catalog, pages, font, picture, then a page and its content for each text
    extra = f" /Lang ({language})" if language else ""
    if xmp:
        packet = XMP.format(properties=xmp).encode()
        objects.append(b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(packet), packet))
        extra += f" /Metadata {len(objects)} 0 R"
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(count))
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R{extra} >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()
    objects[2] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects[3] = stream(
        b"\xff", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    for place, text in enumerate(pages):
        objects[4 + 2 * place] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * place} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> >>"
        ).encode()
        objects[5 + 2 * place] = stream(b"(((" if place == broken_page else content(text))
    entries = "".join(f" /{name} ({escaped(value)})" for name, value in (info or {}).items())
    objects.append(f"<<{entries} >>".encode("latin-1"))
    return assemble(objects)


def content(text):
    if text is None:
        return b"q 595 0 0 842 0 0 cm /Im1 Do Q"
    lines = [f"({escaped(line)}) Tj T*" for line in text.split("\n")]
    return "\n".join(["BT /F1 12 Tf 14 TL 72 760 Td", *lines, "ET"]).encode("latin-1")


def escaped(text):
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def stream(data, entries=""):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def assemble(objects):
    """Return the file with its table of objects; the first is the catalog, the last the information dictionary."""
    body = b"%PDF-1.4\n"
    offsets = []
    for number, entry in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (len(objects) + 1, len(objects))
    return b"%s%s%s\nstartxref\n%d\n%%%%EOF\n" % (body, table, trailer, len(body))


def encrypt(pdf, password):
    """Return the file encrypted with AES-256; with an empty password everybody may open it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(user_password=password, owner_password="of its owner", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
