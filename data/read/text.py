"""The text of a file, whatever it was packed and encoded with."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from data.read.content import is_gzip
from data.read.reader import MAX_BYTES
from data.schema import Place, Problem, Refused

_MARKS = ((codecs.BOM_UTF8, "utf-8", "UTF-8"), (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"), (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"))
_CHUNK = 2**20


def utf8(path: Path) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the file's text as UTF-8 with plain line ends, and a note of its encoding where that was another.

    Tried in this order: byte order mark, strict UTF-8, GB18030. Refused for a broken or too large gz, an unknown encoding, a NUL byte,
    and for nothing but space.
    """
    data = _unpacked(path) if is_gzip(path) else path.read_bytes()
    text, encoding = _decoded(data)
    data = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if (at := data.find(b"\x00")) >= 0:
        raise Refused(Problem("read.nul", Place(row=_row(data, at))))
    if not data.strip():
        raise Refused(Problem("read.empty"))
    return data, () if encoding == "UTF-8" else (Problem("read.encoding", values={"encoding": encoding}, severity="note"),)


def _unpacked(path: Path) -> bytes:
    """Return what a gz holds, read in pieces: a few kilobytes may unpack to gigabytes."""
    pieces, size = [], 0
    try:
        with gzip.open(path) as file:
            while piece := file.read(_CHUNK):
                size += len(piece)
                if size > MAX_BYTES:
                    raise Refused(Problem("read.gzip_too_large", values={"limit": MAX_BYTES // 2**20}))
                pieces.append(piece)
    except EOFError as error:
        raise Refused(Problem("read.gzip_cut")) from error
    except (OSError, zlib.error) as error:
        raise Refused(Problem("read.gzip_broken")) from error
    return b"".join(pieces)


def _decoded(data: bytes) -> tuple[bytes, str]:
    """Return `data` as UTF-8, and the name of its encoding."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _from(data[len(mark) :], codec, name), name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _chinese(data, error), "GB18030"
    return data, "UTF-8"


def _chinese(data: bytes, error: UnicodeDecodeError) -> bytes:
    """Return GB18030 `data` as UTF-8. Refused where it is rather UTF-8 with a few broken bytes: read as Chinese these give other words."""
    lenient = data.decode("utf-8", "replace")
    foreign = len(lenient) - len(lenient.encode("ascii", "ignore"))
    if lenient.count("\ufffd") * 4 < foreign:
        raise Refused(_undecodable(data, error.start, "UTF-8"))
    return _from(data, "gb18030", "GB18030")


def _from(data: bytes, codec: str, name: str) -> bytes:
    try:
        return data.decode(codec).encode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(_undecodable(data, error.start, name)) from error


def _undecodable(data: bytes, at: int, encoding: str) -> Problem:
    return Problem(
        "read.undecodable", Place(row=_row(data, at)), values={"found": f"0x{data[at]:02X}", "position": at + 1, "encoding": encoding}
    )


def _row(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
