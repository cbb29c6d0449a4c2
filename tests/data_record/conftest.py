"""A plain reading of a declaration, written apart from `data.check` so that the record is not judged by the code it feeds."""

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from data.sources import rows
from data.tables import DATASETS

DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
SHAPES = {"date": DATE, "period": rf"{DATE}|\d{{4}}-(Q[1-4]|H[12])", "flag": "true|false|True|False"}


def fault(column, value):
    if column.kind in SHAPES and not re.fullmatch(SHAPES[column.kind], str(value)):
        return f"no {column.kind}"
    if column.kind == "code" and column.values and value not in column.values:
        return "no such code"
    if column.kind == "integer" and float(value) != int(float(value)):
        return "not whole"
    if column.low is not None and float(value) < column.low:
        return "below the lowest"
    if column.high is not None and float(value) > column.high:
        return "above the highest"
    return None


def above(smaller, larger, kind):
    if kind in ("date", "period"):
        known = min(len(smaller), len(larger))
        return smaller[:known] > larger[:known]
    return float(smaller) > float(larger)


def faults_in(dataset, frame):
    found = [f"missing column {name}" for name in dataset.names if name not in frame]
    for column in dataset.columns:
        known = frame[column.name].dropna()
        found += [f"{column.name}={value!r}: {what}" for value in known if (what := fault(column, value))]
        if column.required and len(known) < len(frame):
            found.append(f"{column.name}: required, empty in {len(frame) - len(known)} rows")
    if dataset.key:
        found += [f"twice: {row}" for row in frame[frame.duplicated(list(dataset.key))][list(dataset.key)].to_dict("records")]
    for rule in dataset.rules:
        kind = dataset.column(rule.smaller).kind
        pairs = frame[[rule.smaller, rule.larger]].dropna().itertuples(index=False, name=None)
        found += [f"{rule.smaller} {a} > {rule.larger} {b}" for a, b in pairs if above(a, b, kind)]
    return found


@pytest.fixture
def faults():
    """Return the function (dataset, frame) -> every way in which the frame breaks the declaration, in words."""
    return faults_in


@pytest.fixture
def published():
    """Return the function name -> the file of the original record as text, in its own order of rows."""
    return _files("record")


@pytest.fixture
def revision():
    """Return the function name -> a file of the revision of 25 November 2026 as text, in its own order of rows."""
    return _files("record-2026-11-25")


@pytest.fixture
def costs():
    """Return the collected inputs of cost as text, in their own order of rows."""
    return _files("cost")("cost_inputs")


def _files(folder):
    place = os.environ.get("SUANLI_REFERENCE")
    if not place:
        pytest.skip("SUANLI_REFERENCE is not set: the original record is not at hand")
    return lambda name: pd.read_csv(Path(place) / folder / f"{name}.csv", dtype=object, keep_default_na=False)


def written(value):
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture(scope="session")
def as_written():
    """Return the function (frame) -> the frame as its file has it, as text."""
    return lambda frame: frame.astype(object).map(written)


@pytest.fixture(scope="session")
def row_keys(as_written):
    """Return the function (dataset name) -> what the corrections call each of its rows, in order."""

    def keys(name):
        names = DATASETS[name].key
        cells = as_written(rows(name)[list(names)]).itertuples(index=False, name=None)
        return [" | ".join(f"{column}={cell}" for column, cell in zip(names, row, strict=True) if cell) for row in cells]

    return keys


@pytest.fixture(scope="session")
def before(as_written, row_keys):
    """Return the function (dataset name) -> its shipped rows as text, with every correction taken back."""

    def taken_back(name):
        shown, place = as_written(rows(name)), {key: position for position, key in enumerate(row_keys(name))}
        corrections = rows("corrections")
        for change in corrections[corrections["dataset"] == name].to_dict("records"):
            row = place[change["key"]]
            assert shown.at[row, change["column"]] == (change["new"] or ""), (change["key"], change["column"])
            shown.at[row, change["column"]] = change["old"] or ""
        return shown

    return taken_back
