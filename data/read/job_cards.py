"""How many cards each job of a table holds and asks for: counted, or listed as resources; of each node, instance or task, or of all."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.mapping import Match, normalised
from data.read.columns import BadRows, numbers
from data.read.job_columns import COLUMNS
from data.read.tres import cards
from data.schema import Place, Problem, Refused
from data.units import SHOWN

_ARRAY = re.compile(r"_\[([^\]]*)")


def job_cards(given: pd.DataFrame, bad: BadRows, matches: Mapping[str, Match]) -> tuple[pd.Series, pd.Series]:
    """Return the cards held and the cards asked for; either stands in for the other where that is empty."""
    if "cards" in given:
        held = numbers(given, "cards", bad, matches, COLUMNS) * _times(given, bad, matches)
        if "card_thousandths" in given:
            held = held * numbers(given, "card_thousandths", bad, matches, COLUMNS) / 1000
        bad.add(held.isna(), "cards", lambda _: Problem("read.job_no_cards"))
        asked = held
    else:
        held, asked = (_listed(given, name, bad, matches) for name in ("allocated", "requested"))
        asked, held = asked.fillna(held).fillna(0), held.fillna(asked).fillna(0)
    arrays = given["job"][given["job"].str.contains("_[", regex=False, na=False)] if "job" in given else pd.Series(dtype="str")
    tasks = arrays.map(_tasks).astype("float64").reindex(given.index)
    unclear = pd.Series(given.index.isin(arrays.index), given.index) & tasks.isna()
    bad.add(unclear, "job", lambda row: Problem("read.job_array", values={"found": given.at[row, "job"][:SHOWN]}))
    return held, asked * tasks.fillna(1)


def slices(given: pd.DataFrame) -> tuple[Problem, ...]:
    """Return a note of the jobs that hold slices of cards."""
    parts = [cards(given[name]).slices > 0 for name in ("allocated", "requested") if name in given and "cards" not in given]
    count = int(np.logical_or.reduce(parts).sum()) if parts else 0
    return (Problem("read.job_slices", values={"count": count}, severity="note"),) if count else ()


def _times(given: pd.DataFrame, bad: BadRows, matches: Mapping[str, Match]) -> pd.Series | int:
    """Return by what the cards of each job are multiplied. Refused where several nodes or instances are named, and not whether the cards
    are of each."""
    parts = [numbers(given, name, bad, matches, COLUMNS).fillna(1) for name in ("nodes", "instances") if name in given]
    most = pd.concat(parts, axis=1).max(axis=1) if parts else pd.Series(1.0, given.index)
    said = matches.get("cards_are", Match()).constant
    if (most > 1).any() and said not in ("all", "each"):
        row = int(given.index[most > 1][0])
        names = ", ".join(matches[name].header or name for name in ("nodes", "instances") if name in given)
        values = {"found": str(given.at[row, "cards"])[:SHOWN], "count": f"{most[row]:g}", "names": names}
        raise Refused(Problem("read.job_cards_each", Place(row=row), values=values))
    return most if said == "each" else 1


def _listed(given: pd.DataFrame, name: str, bad: BadRows, matches: Mapping[str, Match]) -> pd.Series:
    """Return the cards that the resources under `name` list; null where there are none. ReqGRES is what was asked for of each node."""
    if name not in given:
        return pd.Series(np.nan, given.index)
    listed = cards(given[name])
    bad.add(listed.sharded, name, lambda row: Problem("read.job_shards", values={"found": given.at[row, name][:SHOWN]}))
    if "gres" not in normalised(matches[name].header or "") or name == "allocated":
        return listed.count
    nodes = numbers(given, "nodes", bad, matches, COLUMNS) if "nodes" in given else pd.Series(np.nan, given.index)
    allocated = given["allocated"] if "allocated" in given else pd.Series(None, given.index, dtype="str")
    unclear = (listed.count > 0) & nodes.isna() & allocated.isna()
    bad.add(unclear, name, lambda row: Problem("read.job_nodes", values={"found": given.at[row, name][:SHOWN]}))
    return listed.count * nodes


def _tasks(job: str) -> float:
    """Return how many jobs a waiting array stands for: 123_[1,4-10:2%2] is five. Null where its list cannot be read."""
    found = _ARRAY.search(job)
    parts = [re.fullmatch(r"(\d+)(?:-(\d+)(?::([1-9]\d*))?)?", part) for part in (found[1].split("%")[0].split(",") if found else [])]
    if not parts or not all(parts):
        return np.nan
    spans = [(int(part[1]), int(part[2] or part[1]), int(part[3] or 1)) for part in parts]
    return sum((last - first) // step + 1 for first, last, step in spans) if all(last >= first for first, last, _ in spans) else np.nan
