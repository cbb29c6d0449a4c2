"""The shipped public record: its version, where each dataset comes from, its rows, and the sources that rows name."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from data.schema import Kind, Source, Text
from data.tables import DATASETS

_FOLDER = Path(__file__).parent
_CITED = ("source_title", "source_publisher", "read_in", "read_kind", "source_date", "source_url")
_OPEN_LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Origin:
    """Where a shipped dataset comes from and what was done to it. `as_of` is the day up to which its rows are known."""

    title: Text
    publisher: str
    licence: str
    attribution: Text
    processing: Text
    collected: str
    date: str
    url: str
    as_of: str


def record_version() -> str:
    """Return the version of the shipped record, a date: that of its latest dataset."""
    return _origins()["version"]


def record_day() -> dt.date:
    """Return the day of the shipped record."""
    return dt.date.fromisoformat(record_version())


def origin(dataset: str) -> Origin:
    """Return where the shipped rows of `dataset` come from; KeyError where none are shipped."""
    given = {**_origins()["record"], **_origins()[dataset]}
    return Origin(**{name: Text(**value) if isinstance(value, dict) else value for name, value in given.items()})


def rows(dataset: str, folder: Path = _FOLDER) -> pd.DataFrame | None:
    """Return the rows of `dataset` shipped in `folder`, typed by its declaration; None where none are shipped.

    text, code, date and period become str or None; number float64; integer Int64; flag boolean; instant datetime64[us]. A column that
    the file lacks is empty throughout.
    """
    table, packed = folder / f"{dataset}.csv", folder / f"{dataset}.parquet"
    if table.exists():
        frame = pd.read_csv(table, dtype=object, keep_default_na=False, na_values=[""])
    elif packed.exists():
        with duckdb.connect() as connection:
            frame = connection.read_parquet(str(packed)).df()
    else:
        return None
    empty = pd.Series(None, index=frame.index, dtype=object)
    return pd.DataFrame({column.name: _typed(frame.get(column.name, empty), column.kind) for column in DATASETS[dataset].columns})


def sources_of(frame: pd.DataFrame, dataset: str, default: Source | None = None) -> tuple[pd.DataFrame, tuple[Source, ...]]:
    """Return `frame` with a column `source_id`, and the sources of its rows in order of appearance.

    A row that names no source has `default`, or where that is None the shipped dataset's own origin (KeyError if none).
    """
    if frame.empty:
        return frame.assign(source_id=pd.Series(dtype=object)), ()
    if "source_title" not in frame:
        only = default or _own(dataset)
        return frame.assign(source_id=only.id), (only,)
    cited = frame.reindex(columns=list(_CITED)).astype(object)
    cells = list(cited.where(cited.notna(), "").itertuples(index=False, name=None))
    found = {cell: _source(*cell) if cell[0] else default or _own(dataset) for cell in dict.fromkeys(cells)}
    return frame.assign(source_id=[found[cell].id for cell in cells]), tuple(dict.fromkeys(found.values()))


@cache
def _origins() -> dict:
    return tomllib.loads((_FOLDER / "origin.toml").read_text(encoding="utf-8"))


def _own(dataset: str) -> Source:
    known = origin(dataset)
    return _source(known.title.en, known.publisher, "", "original", known.date, known.url, known.licence)


def _source(title: str, publisher: str, read_in: str, read_kind: str, date: str, url: str, licence: str = "") -> Source:
    identity = hashlib.sha256("|".join((title, publisher, read_in, url, date)).encode()).hexdigest()[:12]
    licence = licence or (_OPEN_LICENCE if _OPEN_LICENCE in f"{title} {publisher}" else "")
    return Source(identity, title, publisher, read_in, read_kind or "original", date, url, licence)


def _typed(values: pd.Series, kind: Kind) -> pd.Series:
    if kind == "number":
        return pd.to_numeric(values).astype("float64")
    if kind == "integer":
        return pd.to_numeric(values).astype("Int64")
    if kind == "flag":
        return values.replace({"true": True, "false": False}).astype("boolean")
    if kind == "instant":
        return pd.to_datetime(values).astype("datetime64[us]")
    values = values.astype(object)
    return values.where(values.notna(), None)
