"""What the idle page asks of pool-hours, beside the same as SQL on the rows of `usage`.

A query is all that one view asks of the store: with a filter that nobody used before (written as SQL, run, kept), and again (kept). Bare
is the SQL of the same figures, written before the clock starts, run on the same cursor and fetched as a frame.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import ibis

from data.check import checked_file
from data.store import Tables, open_store
from data.tables import DATASETS
from data.upload import draft
from views import asked

LIMIT = 3.0
RUNS = 5
VIEWS = ("idle_ladder", "idle_rate", "idle_pools", "idle_hours", "idle_boxes", "idle_duration", "idle_spells", "outage_suspects")
VIEWS += ("idle_change", "stranded_idle")


def found(hours: Path, folder: Path) -> list[tuple[str, float, float, float]]:
    """Return for each view the best seconds of a new filter, of one kept, and of the bare SQL."""
    store = open_store(folder / "observatory.duckdb")
    store.add(draft(store, checked_file(hours, DATASETS["usage"]), ("benchmark",), "local").new(hours.name, "mine"))
    clusters = [name for name in store.tables("local").values("usage", "cluster") if name.startswith("cluster-")]
    every = [(view, _measured(store, view, clusters, number)) for number, view in enumerate(VIEWS)]
    store.close()
    return [(view, *(min(times) for times in zip(*runs, strict=True))) for view, runs in every]


def _measured(store: Any, name: str, clusters: list[str], number: int) -> list[tuple[float, float, float]]:
    where = [f"cluster={cluster}" for cluster in clusters]
    runs = []
    for run in range(RUNS):
        view, query = asked(name, "", where, f"2026-03-{1 + number:02d}", f"2026-03-{20 + run}")
        _, other = asked(name, "", where, f"2026-03-{1 + number:02d}", f"2026-03-{25 + run}" if view.period else "")
        tables = store.tables("local")
        calls = _calls(tables, lambda view=view, query=query, tables=tables: view.result(tables, query))
        if not view.period:
            other = query
        wanted = [(dataset, reduction, of, _moved(arguments, query.end, other.end)) for dataset, reduction, of, arguments in calls]
        fresh = store.tables("local")
        new = _seconds(lambda fresh=fresh, wanted=wanted: [fresh.reduced(d, r, of=o, **a) for d, r, o, a in wanted])
        again = store.tables("local")
        kept = _seconds(lambda again=again, wanted=wanted: [again.reduced(d, r, of=o, **a) for d, r, o, a in wanted])
        rows = tables._expression("usage")
        texts = [ibis.to_sql(reduction(of(rows) if of else rows, **arguments), dialect="duckdb") for _, reduction, of, arguments in wanted]
        bare = _seconds(lambda tables=tables, texts=texts: [tables._cursor.execute(text).df() for text in texts])
        runs.append((new, kept, bare))
    return runs


def _calls(tables: Tables, ask: Any) -> list[tuple[str, Any, Any, dict[str, Any]]]:
    """Return what `ask` reduces."""
    heard, reduced = [], tables.reduced

    def listening(dataset: str, reduction: Any, of: Any = None, **arguments: Any) -> Any:
        heard.append((dataset, reduction, of, arguments))
        return reduced(dataset, reduction, of=of, **arguments)

    tables.reduced = listening
    ask()
    return heard


def _moved(arguments: dict[str, Any], end: Any, other: Any) -> dict[str, Any]:
    """Return the arguments with another last day, so that nothing is kept of them."""
    return {name: other if value == end and end else value for name, value in arguments.items()}


def _seconds(call: Any) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
