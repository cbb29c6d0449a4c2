"""A plain reading of a declaration, written apart from `data.check` so that the record is not judged by the code it feeds."""

import os
import re
from pathlib import Path

import pandas as pd
import pytest

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
    folder = os.environ.get("SUANLI_REFERENCE")
    if not folder:
        pytest.skip("SUANLI_REFERENCE is not set: the original record is not at hand")
    return lambda name: pd.read_csv(Path(folder) / "record" / f"{name}.csv", dtype=object, keep_default_na=False)
