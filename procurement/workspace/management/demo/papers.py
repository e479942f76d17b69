"""Small true PDF files, so that what is uploaded in the play can be opened."""

from django.core.files.uploadedfile import SimpleUploadedFile

_OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
)


def pdf(name: str, line: str) -> SimpleUploadedFile:
    """Return a one-page PDF named ``name`` that says ``line`` (ASCII) and that it is a demonstration."""
    text = f"BT /F1 16 Tf 60 760 Td (DEMONSTRATION - not a real document) Tj 0 -30 Td ({line}) Tj ET".encode(
        "ascii"
    )
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate((*_OBJECTS, stream), start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return SimpleUploadedFile(name, bytes(out), content_type="application/pdf")
