"""What the product says of a case, beside its truth."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.telemetry.case import DAY, MINUTES, USAGE, Case, Row, Truth
from tests.telemetry.helios import STRANDED
from tests.telemetry.ladder import ladder

REQUESTS = ("requests", "input_tokens", "output_tokens", "median_input_tokens", "median_output_tokens", "observed_minutes")
SHOWN = ("allocated_rate", "unallocated_rate", "idle_rate", "coverage_allocated", "coverage_busy", "coverage_idle")


def rows_of(reader: str, case: Case, seed: int):
    """Return the rows that are read of the files, given in any order. Refused where they are, or where a row has an error."""
    from data.check import checked_files
    from data.mapping import Match
    from data.schema import Refused
    from data.tables import DATASETS

    with tempfile.TemporaryDirectory() as folder:
        files = _written(case, Path(folder))
        random.Random(seed).shuffle(files)
        mapping = {name: Match(constant=value) for name, value in case.constants.items()}
        found = checked_files(files, DATASETS[case.dataset], mapping=mapping)
    if found.errors:
        raise Refused(*found.errors)
    assert found.reader == reader, found.reader
    return found.good


def _written(case: Case, folder: Path) -> list:
    """Write the files of a case and return those to be read: what stands in a folder of its own is read as that folder."""
    from data.read import File

    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [File(folder / top, top) for top in dict.fromkeys(name.split("/")[0] for name in case.files)]


def other_rows(rows, case: Case) -> Iterator[str]:
    """Yield a line for each row, and each figure in one, that is not the truth's."""
    key = ("cluster", "pool", "hour") if case.dataset == "usage" else ("service", "model", "start")
    columns = {**{name: f"{name}_card_hours" for name in (*USAGE, *STRANDED, "cluster_installed")}, **{name: name for name in MINUTES}}
    columns = columns if case.dataset == "usage" else {name: name for name in REQUESTS}
    seen: Truth = {}
    for row in rows.to_dict("records"):
        hour = (row[key[2]] - DAY).total_seconds() / 3600
        seen[row[key[0]], row[key[1]], int(hour) if hour == int(hour) else hour] = {
            name: None if row[column] != row[column] or row[column] is None else float(row[column]) for name, column in columns.items()
        }
    for place in sorted({*seen, *case.truth}, key=str):
        if place not in seen or place not in case.truth:
            yield f"{place}: a row {'too many' if place in seen else 'missing'}"
        else:
            # What is late by milliseconds is late by that for each card.
            yield from _others(str(place), seen[place], case.truth[place], case.slack * 20 if case.slack > 1e-3 else 1e-6)


def _others(place: str, seen: Row, true: Row, slack: float) -> Iterator[str]:
    for name in sorted({*seen, *true}):
        one, other = seen.get(name), true.get(name)
        if (one is None) != (other is None) and not (place == "in all" and "rate" not in name and not one and not other):
            yield f"{place} {name}: {one} for {other}"
        elif one is not None and other is not None and abs(one - other) > slack:
            yield f"{place} {name}: {one:.6g} for {other:.6g}"


def _seen(rows: dict[int, object]) -> dict[int, Row]:
    """Return the bands, rates and coverage that a reader of the page would see, of the rows of each case as a cluster of its own."""
    import ibis
    import pandas as pd

    from analysis import idle

    every = pd.concat([frame.assign(cluster=str(seed), source_id="s") for seed, frame in rows.items()], ignore_index=True)
    connection = ibis.duckdb.connect()
    try:
        sums = idle.sums(idle.hours(connection.create_table("usage", every)), ("cluster",)).to_pandas()
    finally:
        connection.disconnect()
    rates, bands = (result(sums, ("cluster",)).frame.set_index("cluster") for result in (idle.idle_rates, idle.idle_ladder))
    shown = rates.join(bands[[band for band in idle.BANDS if band in bands]])
    shown = shown[[name for name in shown if name in (*idle.BANDS, *SHOWN)]].astype(object)
    return {int(seed): row.where(row.notna(), None).to_dict() for seed, row in shown.iterrows()}


def outcomes(reader: str, cases: dict[int, Case]) -> dict[int, tuple[str, list[str]]]:
    """Return for the case of each seed: equal, refused with its code, or wrong, and a line for each figure that is not the truth's."""
    from data.schema import Refused

    found: dict[int, list[str]] = {}
    refused: dict[int, str] = {}
    rows: dict[int, object] = {}
    for seed, case in cases.items():
        try:
            rows[seed] = rows_of(reader, case, seed)
            found[seed] = list(other_rows(rows[seed], case))
        except Refused as refusal:
            refused[seed] = f"refused {refusal.problems[0].code}"
    if rows and all(case.dataset == "usage" for case in cases.values()):
        for seed, seen in _seen(rows).items():
            true = {name: value for name, value in ladder(cases[seed].truth, cases[seed].counters).items() if name in seen or value}
            found[seed] += _others("in all", seen, {name: true.get(name) for name in {*seen, *true} & {*seen, *SHOWN}}, cases[seed].slack)
    return {seed: (refused[seed], []) if seed in refused else ("wrong" if found[seed] else "equal", found[seed]) for seed in cases}
