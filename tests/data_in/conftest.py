"""What a reader sees of files that were read: the ladder, the rates and their coverage."""

import ibis
import pytest

from analysis import idle
from data.check import checked_files
from data.mapping import Match
from data.read import File
from data.tables.usage import USAGE


@pytest.fixture
def seen():
    """Return of the files at `paths`, read as one: installed card-hours, bands as shares of them, rates and coverage; notes by code."""

    def _seen(*paths, **constants):
        mapping = {name: Match(constant=value) for name, value in {"cluster": "X", **constants}.items()}
        found = checked_files([File(path, path.name) for path in paths], USAGE, mapping=mapping)
        assert not found.errors
        rows = found.good.assign(source_id="s")
        connection = ibis.duckdb.connect()
        try:
            hours = idle.hours(connection.create_table("usage", rows.reset_index(drop=True)))
            sums = idle.sums(hours).to_pandas()
        finally:
            connection.disconnect()
        result = idle.idle_rates(sums, ())
        bands = {band: round(float(sums[band].iloc[0] / sums["installed"].iloc[0]), 4) for band in idle.BANDS if sums[band].iloc[0]}
        coverage = {f"coverage_{step}": round(share, 4) for step, share in result.coverage.items()}
        rates = {name: result.facts[name] for name in ("allocated_rate", "unallocated_rate", "idle_rate")}
        rates = {name: None if rate is None else round(rate, 4) for name, rate in rates.items()}
        whole = {"installed": round(float(sums["installed"].iloc[0]), 4), "hours": sorted(rows["hour"].unique())}
        return {**whole, **bands, **rates, **coverage, "zones": set(rows["zone"].dropna()), "notes": [note.code for note in found.notes]}

    return _seen
