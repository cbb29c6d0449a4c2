"""What passes between the two processes: requests as Python's own objects, answers as JSON and Arrow streams.

An answer is data alone: nothing that a child writes is run here. Frames go after the JSON, one Arrow stream each.
"""

from __future__ import annotations

import json
import pickle  # nosec B403 # only the child unpickles, and only what this process wrote
import struct
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pandas as pd

from data.check import Checked
from data.corrections import Correction
from data.mapping import Match
from data.read.reader import Reading, Table
from data.schema import Place, Problem, Text

if TYPE_CHECKING:
    import pyarrow

_SHAPES = {shape.__name__: shape for shape in (Checked, Correction, Match, Place, Problem, Reading, Table, Text)}
_LEFT_OUT = {"Checked": {"dataset"}}
"""Fields that the parent knows better."""
_LENGTH = struct.Struct("<Q")


def send_request(stream: BinaryIO, request: object) -> None:
    """Write what the parent asks, or answers."""
    _send(stream, pickle.dumps(request))


def receive_request(stream: BinaryIO) -> object:
    """Return what the parent asks. EOFError where it is gone."""
    return pickle.loads(_receive(stream))  # nosec B301 # written by the process that started this one


def send_answer(stream: BinaryIO, kind: str, value: object) -> None:
    """Write an answer of a `kind`: any of our shapes, built of plain values and frames."""
    frames: list[pyarrow.Table] = []
    plain = _plain(value, frames)
    _send(stream, json.dumps([kind, len(frames), plain]).encode())
    import pyarrow

    for frame in frames:
        with pyarrow.ipc.new_stream(stream, frame.schema) as writer:
            writer.write_table(frame, max_chunksize=65_536)
    stream.flush()


def receive_answer(stream: BinaryIO) -> tuple[str, object]:
    """Return kind and value of what the child answers. EOFError, or an error of Arrow, where it ended midway."""
    kind, count, plain = json.loads(_receive(stream))
    frames = []
    for _ in range(count):
        import pyarrow

        with pyarrow.ipc.open_stream(stream) as reader:
            frames.append(_frame(reader.read_all()))
    return kind, _shaped(plain, frames)


def _send(stream: BinaryIO, content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes:
    return _exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0])


def _exactly(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _plain(value: object, frames: list[pyarrow.Table]) -> object:
    """Return `value` as JSON has it: plain values as they are, all else as [name of its shape, content]."""
    if value is None or isinstance(value, bool | int | float | str):
        return value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value):
        name = type(value).__name__
        names = [field.name for field in fields(value) if field.name not in _LEFT_OUT.get(name, ())]
        return [name, {each: _plain(getattr(value, each), frames) for each in names}]
    if isinstance(value, tuple | list):
        return [type(value).__name__, [_plain(each, frames) for each in value]]
    if isinstance(value, pd.DataFrame):
        frames.append(_table(value))
        return ["frame", len(frames) - 1]
    if isinstance(value, np.ndarray):
        frames.append(_table(pd.DataFrame({"values": value})))
        return ["array", len(frames) - 1]
    if hasattr(value, "items"):
        return ["dict", [[_plain(key, frames), _plain(each, frames)] for key, each in value.items()]]
    raise TypeError(f"{type(value)} is of no shape that an answer may have")


def _shaped(plain: object, frames: list[pd.DataFrame]) -> object:
    if not isinstance(plain, list):
        return plain
    name, content = plain
    make: dict[str, Callable] = {
        "tuple": lambda: tuple(_shaped(each, frames) for each in content),
        "list": lambda: [_shaped(each, frames) for each in content],
        "dict": lambda: {_shaped(key, frames): _shaped(each, frames) for key, each in content},
        "frame": lambda: frames[content],
        "array": lambda: frames[content]["values"].to_numpy(),
    }
    if name in make:
        return make[name]()
    left = dict.fromkeys(_LEFT_OUT.get(name, ()))
    return _SHAPES[name](**left, **{each: _shaped(value, frames) for each, value in content.items()})


def _table(frame: pd.DataFrame) -> pyarrow.Table:
    import pyarrow

    table = pyarrow.Table.from_pandas(frame)
    objects = [n for n, kind in enumerate(frame.dtypes) if kind.kind == "O" and not isinstance(kind, pd.StringDtype)]
    return table.replace_schema_metadata({**table.schema.metadata, "objects": json.dumps(objects)})


def _frame(table: pyarrow.Table) -> pd.DataFrame:
    frame = table.to_pandas()
    if frame.columns.empty:
        frame.columns = pd.RangeIndex(0)
    for n in json.loads(table.schema.metadata[b"objects"]):
        frame[frame.columns[n]] = pd.Series(table.column(n).to_pylist(), index=frame.index, dtype="object")
    return frame
