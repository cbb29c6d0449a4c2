"""What is said of a file while it is read and limits every figure that follows from it: kept with the upload, told with each result."""

from __future__ import annotations

import json
from collections.abc import Iterable

from data.schema import Flag, Problem

LASTING = {
    "read.counter_suspect": "caption.said_counter_suspect",
    "read.inference_unknown": "caption.said_inference_unknown",
    "read.jobs_before": "caption.said_jobs_before",
    "read.jobs_earlier": "caption.said_jobs_earlier",
    "read.prometheus_impossible": "caption.said_prometheus_impossible",
    "read.prometheus_slices": "caption.said_prometheus_slices",
    "read.prometheus_warning": "caption.said_prometheus_warning",
    "read.rows_left_out": "caption.said_rows_left_out",
    "read.time_relative": "caption.said_time_relative",
}
"""Codes of notes on a file, and of what a result says of them."""


def to_json(notes: Iterable[Problem]) -> str:
    """Return the notes that are LASTING, each once, as JSON: code and values."""
    kept = {json.dumps([note.code, dict(note.values)], ensure_ascii=False, default=str): None for note in notes if note.code in LASTING}
    return f"[{', '.join(kept)}]"


def flags(number: int, file_name: str, notes: str) -> tuple[Flag, ...]:
    """Return what a result says that uses upload `number`, of whose files `notes` were kept."""
    return tuple(
        Flag(LASTING[code], {**values, "upload": number, "file": file_name}) for code, values in json.loads(notes) if code in LASTING
    )
