"""A browser's PDF with Chinese that can be found and copied, and with a title."""

from __future__ import annotations

import re
import unicodedata
import zlib

_TABLE = re.compile(rb"xref\n0 \d+\n((?:\d{10} \d{5} [nf]\s\n)+)trailer\n(<<.*?>>)", re.DOTALL)
_TITLE = re.compile(rb"\d+ 0 obj\n<</Title \(.*?\)\n(.*?>>)", re.DOTALL)
_STREAM = re.compile(rb"\d+ 0 obj\n<<[^>]*/FlateDecode[^>]*/Length (\d+)>> ?stream\r?\n")
_SECTION = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)
_RANGE = re.compile(r"<(\w+)> <(\w+)> <(2[EF]\w\w)>")
_CHARACTER = re.compile(r"(<\w+>) <(2[EF]\w\w)>")


def readable(pdf: bytes, title: str) -> bytes:
    """Return `pdf` with `title` as its title and with common characters in its text; a PDF of another build is returned as it is.

    Chromium writes 月 as the radical ⽉ (U+2F49) wherever a font has one glyph for both: such text is not found by a search.
    The changed objects are appended, as an incremental update of PDF 1.4.
    """
    end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)
    table = _TABLE.match(pdf, int(end.group(1))) if end else None
    if table is None:
        return pdf
    offsets = [int(line[:10]) for line in table.group(1).splitlines()]
    changed = {number: body for number, offset in enumerate(offsets) if (body := _changed(pdf, offset, title))}
    return _updated(pdf, changed, table.group(2), table.start())


def _changed(pdf: bytes, offset: int, title: str) -> bytes:
    """The object at `offset` as it should be; empty where nothing is to be done."""
    head = _TITLE.match(pdf, offset)
    if head:
        return b"<</Title <FEFF" + title.encode("utf-16-be").hex().upper().encode() + b">\n" + head.group(1)
    stream = _STREAM.match(pdf, offset)
    text = zlib.decompress(pdf[stream.end() : stream.end() + int(stream.group(1))]) if stream else b""
    if b"begincmap" not in text:
        return b""
    mapped = _SECTION.sub(_common, text.decode("latin-1")).encode("latin-1")
    packed = zlib.compress(mapped)
    return b"<</Filter /FlateDecode\n/Length %d>> stream\n%s\nendstream" % (len(packed), packed) if mapped != text else b""


def _common(section: re.Match) -> str:
    if section.group(1) == "char":
        return _CHARACTER.sub(lambda found: f"{found.group(1)} <{_unified(int(found.group(2), 16))}>", section.group())
    return _RANGE.sub(_listed, section.group())


def _listed(found: re.Match) -> str:
    """A range of radicals, whose common characters do not follow each other, as a list."""
    first, last, target = (int(code, 16) for code in found.groups())
    codes = " ".join(f"<{_unified(target + step)}>" for step in range(last - first + 1))
    return f"<{found.group(1)}> <{found.group(2)}> [{codes}]"


def _unified(code: int) -> str:
    return unicodedata.normalize("NFKC", chr(code)).encode("utf-16-be").hex().upper()


def _updated(pdf: bytes, changed: dict[int, bytes], trailer: bytes, previous: int) -> bytes:
    made, table = bytearray(pdf), b""
    for number, body in changed.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n%strailer\n%s\n/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (table, trailer.removesuffix(b">>"), previous, start)
    return bytes(made)
