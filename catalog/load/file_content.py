"""Recognizes by a file's first bytes what it holds, whatever its name says."""

GZIP = b"\x1f\x8b"
UTF8_MARK = b"\xef\xbb\xbf"
UTF8, UTF16_LE, UTF16_BE = "UTF-8", "UTF-16-LE", "UTF-16-BE"

_FOREIGN = (
    (b"PK\x03\x04", "is a spreadsheet or a zip file: save the sheet as CSV UTF-8, and load that"),
    (b"\xd0\xcf\x11\xe0", "is an Excel workbook: save the sheet as CSV UTF-8, and load that"),
    (b"%PDF-", "is a PDF: only CSV and JSONL can be loaded"),
    (b"\xff\xfe\0\0", "is UTF-32: save it as UTF-8"),
    (b"\0\0\xfe\xff", "is UTF-32: save it as UTF-8"),
    (b"BZh", "is compressed by bzip2: only gzip is read"),
    (b"\xfd7zXZ\0", "is compressed by xz: only gzip is read"),
    (b"\x28\xb5\x2f\xfd", "is compressed by zstd: only gzip is read"),
)


def foreign_content(head: bytes) -> str:
    """Return what a file that begins so is, and what to do; "" if it may be text."""
    for magic, description in _FOREIGN:
        if head.startswith(magic):
            return description
    if head.removeprefix(UTF8_MARK).lstrip()[:1] == b"<":
        return "is HTML or XML: only CSV and JSONL can be loaded"
    return ""


def encoding_of(head: bytes) -> tuple[str, int]:
    """Return the encoding of a text that begins so, and the size of its byte order mark.

    Excel writes UTF-16 as "Unicode text". Without a mark it is known by its NUL bytes: a header and
    a JSON object both begin with ASCII characters.
    """
    if head.startswith(UTF8_MARK):
        return UTF8, len(UTF8_MARK)
    for mark, encoding in ((b"\xff\xfe", UTF16_LE), (b"\xfe\xff", UTF16_BE)):
        if head.startswith(mark):
            return encoding, len(mark)
    nuls = [byte == 0 for byte in head[:4]]
    if nuls == [False, True, False, True]:
        return UTF16_LE, 0
    if nuls == [True, False, True, False]:
        return UTF16_BE, 0
    return UTF8, 0
