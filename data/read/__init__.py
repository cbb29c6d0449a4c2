"""How a file gets in: one module per format or public trace, and READERS, the register of them."""

from __future__ import annotations

from pathlib import Path

from data.read.content import refusal
from data.read.delimited import DELIMITED
from data.read.excel import EXCEL
from data.read.helios import HELIOS
from data.read.inference import INFERENCE
from data.read.jobs import JOBS
from data.read.jsonl import JSONL
from data.read.nodes import NODES
from data.read.nvidia_smi import NVIDIA_SMI
from data.read.parquet import PARQUET
from data.read.prometheus import PROMETHEUS
from data.read.reader import MAX_BYTES, Reader, Reading, Table
from data.schema import Problem, Refused

READERS: tuple[Reader, ...] = (HELIOS, NVIDIA_SMI, PROMETHEUS, JOBS, NODES, INFERENCE, PARQUET, EXCEL, JSONL, DELIMITED)
"""Asked in this order whether a file is theirs: a trace before the format that it is written in."""

__all__ = ["MAX_BYTES", "READERS", "Reader", "Reading", "Table", "reading"]


def reading(path: Path, name: str | None = None, reader: str | None = None) -> Reading:
    """Return what the file (or folder of a trace) at `path` holds, `name` being its original name.

    The reader is chosen by content; `reader` names one instead. Refused, with codes read.*, for what holds no table with rows.
    """
    path = Path(path)
    name = name or path.name
    if problem := refusal(path):
        raise Refused(problem)
    chosen = _chosen(path, name, reader)
    if path.is_dir() and not chosen.recognises(path, name):
        raise Refused(Problem("read.folder"))
    found = chosen.read(path, name)
    if not any(len(table.frame) for table in found.tables):
        errors = tuple(note for note in found.notes if note.severity == "error")
        headers = ", ".join(str(column) for table in found.tables for column in table.frame.columns)
        raise Refused(*errors or (Problem("read.header_only" if headers else "read.empty", values={"found": headers[:200]}),))
    return found


def _chosen(path: Path, name: str, reader: str | None) -> Reader:
    if reader is None:
        return next((each for each in READERS if each.recognises(path, name)), DELIMITED)
    for each in READERS:
        if each.name == reader:
            return each
    raise Refused(Problem("read.unknown_reader", values={"found": reader, "names": ", ".join(each.name for each in READERS)}))
