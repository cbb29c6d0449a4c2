"""What a file really is, told by its first bytes and not by its name."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

from data.read.reader import MAX_BYTES
from data.schema import Problem

_HEAD = 4096
_GZIP = b"\x1f\x8b"
_SIGNATURES = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"BZh", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"SQLite format 3", "database"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_WORKBOOK = ("xl/workbook.xml", "xl/workbook.bin")


def kind(path: Path) -> str:
    """Return what the file is: text, jsonl, parquet, xlsx, or one of the things that hold no table (image, pdf, archive …)."""
    head = first_bytes(path)
    found = next((name for signature, name in _SIGNATURES if head.startswith(signature) and _certain(signature, head)), "text")
    if found == "zip":
        return _zip_kind(path, head)
    if found == "old_excel" and "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[:MAX_BYTES]:
        return "locked_excel"
    return _text_kind(head) if found == "text" else found


def refusal(path: Path) -> Problem | None:
    """Return why nothing can be read from the file whatever the reader: none, too large, empty, or no table at all."""
    if not path.exists():
        return Problem("read.no_file", values={"found": path.name})
    if path.is_dir():
        return None
    size = path.stat().st_size
    if size == 0:
        return Problem("read.empty")
    if size > MAX_BYTES:
        return Problem("read.too_large", values={"size": size // 2**20, "limit": MAX_BYTES // 2**20})
    found = kind(path)
    return None if found in ("text", "jsonl", "parquet", "xlsx") else Problem(f"read.is_{found}")


def is_gzip(path: Path) -> bool:
    """Return whether the file is packed with gzip."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def first_bytes(path: Path, size: int = _HEAD) -> bytes:
    """Return the first bytes of the file, unpacked where it is gzip; what can be unpacked of a broken one."""
    if not is_gzip(path):
        with path.open("rb") as file:
            return file.read(size)
    try:
        with gzip.open(path) as file:
            return file.read(size)
    except (OSError, EOFError, zlib.error):
        return b""


def _certain(signature: bytes, head: bytes) -> bool:
    """Return whether a short signature is more than the first letters of a text, such as BMW or MZ."""
    return len(signature) > 2 or b"\x00" in head


def _zip_kind(path: Path, head: bytes) -> str:
    try:
        with zipfile.ZipFile(path) as file:
            return "xlsx" if any(name in _WORKBOOK for name in file.namelist()) else "archive"
    except (zipfile.BadZipFile, NotImplementedError):
        return "cut_excel" if b"[Content_Types].xml" in head or b"xl/" in head or b"_rels/" in head else "archive"


def _text_kind(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return "jsonl"
    if start[:1] == b"[" and start[1:].lstrip()[:1] in (b"{", b"["):
        return "json"
    if start.startswith(b"<"):
        return "web_page" if any(word in start.lower() for word in (b"<html", b"<table", b"<!doctype html", b"<meta")) else "xml"
    return "text"
