"""What bytes a file has, as SHA-256: by it the same file is known again, whatever it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder with their names."""
    if path.is_dir():
        parts = "".join(f"{part.relative_to(path)}{digest(part)}" for part in sorted(path.rglob("*")) if part.is_file())
        return hashlib.sha256(parts.encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def joint_digest(digests: Iterable[str]) -> str:
    """Return one SHA-256 for the files of one upload, the same in any order and with copies; that of a file alone is its own."""
    distinct = sorted(set(digests))
    return distinct[0] if len(distinct) == 1 else hashlib.sha256("".join(distinct).encode()).hexdigest()
