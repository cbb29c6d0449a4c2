"""Tables of usage whose rows are not hours: the step between the rows of a pool, and its rows summed to hours.

A row of a shorter step stands for the time up to the next: cards become cards × time, card-hours of the step are taken as they are. Rows
of a longer step (days) have no hour, and are refused with what to give instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.mapping import Match
from data.schema import Column, Dataset, Problem
from data.units import ratio, split

if TYPE_CHECKING:
    from data.columns import Read
    from data.findings import Findings

_POOL = ["cluster", "pool"]
_MINUTE = 60 * 10**6
_HOUR, _DAY = 60.0, 1440.0
_SURE = 3
"""So many times of a pool show a step; two alone may be two hours far apart."""


def steps(
    frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, mapping: Mapping[str, Match], findings: Findings
) -> pd.Series:
    """Return the minutes for which each row stands, and turn card-hours of a step below an hour in `frame` into cards.

    An hour in a dataset of another grain, and where the file says how long its rows are observed. A longer step is an error of its pool.
    """
    minutes = pd.Series(_HOUR, frame.index)
    if not {"hour", "observed_minutes", *_POOL} <= {*dataset.names} or frame["observed_minutes"].notna().any():
        return minutes
    known = frame["hour"].notna() & ~findings.wrong
    group = frame.groupby(_POOL, dropna=False, sort=False).ngroup()
    by_group = {code: _step(times) for code, times in frame.loc[known, "hour"].groupby(group[known])}
    usual = pd.Series([step for step in by_group.values() if step]).mode()
    minutes = group.map({code: step or (usual.iloc[0] if len(usual) else _HOUR) for code, step in by_group.items()}).fillna(_HOUR)
    for code in group[minutes > _HOUR].drop_duplicates():
        rows = np.flatnonzero((group == code) & (minutes > _HOUR))
        findings.of_some(rows, Problem("check.not_hourly", values=_named(frame, rows[0], minutes.iloc[rows[0]])))
    short = minutes < _HOUR
    if short.any():
        amounts = [column for column in _measured(dataset) if _is_amount(column, columns, mapping, dataset)]
        for column in amounts:
            frame.loc[short, column.name] = (frame[column.name] * _HOUR / minutes)[short]
        findings.of_file(*_summed(frame, minutes, short, group, amounts, dataset, columns))
    return minutes


def hourly(frame: pd.DataFrame, minutes: pd.Series, wrong: np.ndarray, dataset: Dataset) -> tuple[pd.DataFrame, np.ndarray]:
    """Return `frame` with the rows that stand for less than an hour summed to hours, and the position in `frame` of each row's first.

    Rows that are `wrong` are no part of an hour, whose observed minutes then are fewer. A step of which a part is unknown is unknown.
    """
    short = (minutes < _HOUR).to_numpy()
    if not short.any():
        return frame, np.arange(len(frame))
    rows = frame[short & ~wrong].assign(first=np.flatnonzero(short & ~wrong), minutes=minutes[short & ~wrong])
    parts = [frame[~short].assign(first=np.flatnonzero(~short))]
    parts += [_of_pools(rows, dataset)] if len(rows) else []
    whole = pd.concat(parts).sort_values(["first", "hour"], kind="stable")
    return whole[[*frame.columns]].astype(frame.dtypes.to_dict()).reset_index(drop=True), whole["first"].to_numpy("int64")


def _step(times: pd.Series) -> float | None:
    """Return the usual minutes between the times of a pool; None where it has one time. Hours far apart are hours all the same."""
    moments = np.sort(times.unique())
    gaps = np.diff(moments) / np.timedelta64(1, "m")
    if not len(gaps):
        return None
    values, counts = np.unique(gaps, return_counts=True)
    step = float(values[counts.argmax()])
    is_shown = len(moments) >= _SURE and counts.max() * 2 > len(gaps)
    is_of_days = step % _DAY == 0 and bool((times.dt.normalize() == times).all())
    return step if step <= _HOUR or is_shown or is_of_days else _HOUR


def _measured(dataset: Dataset) -> list[Column]:
    return [column for column in dataset.columns if column.unit == "card_hours"]


def _is_amount(column: Column, columns: Mapping[str, Read], mapping: Mapping[str, Match], dataset: Dataset) -> bool:
    """Return whether the cells of `column` are card-hours of the row's own time, as their header says, and not cards."""
    read = columns[column.name]
    if read.shares is not None and read.shares.any():
        return _is_amount(dataset.column(column.share_of), columns, mapping, dataset)
    if read.header is None:
        return False
    unit = mapping[column.name].unit or split(read.header)[1]
    return bool(unit and ratio(unit, "card_hours") is not None)


def _of_pools(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return rows of whole hours from rows of shorter steps, with `first`, the first of the rows that each is made of."""
    from data.read.samples import first_rows, hour_sums

    rows = rows.assign(group=rows.groupby(_POOL, dropna=False, sort=False).ngroup()).sort_values(["group", "hour"], kind="stable")
    group, start = rows["group"].to_numpy(), rows["hour"].to_numpy("datetime64[us]").astype("int64")
    end = start + (rows["minutes"].to_numpy() * _MINUTE).round().astype("int64")
    follows = np.append(group[1:] == group[:-1], False)
    end = np.where(follows, np.minimum(end, np.append(start[1:], 0)), end)
    measured = [column.name for column in _measured(dataset)]
    levels = {"observed": np.ones(len(rows))}
    for name in measured:
        values = rows[name].to_numpy("float64")
        levels |= {name: np.nan_to_num(values), f"known {name}": (~np.isnan(values)).astype("float64")}
    sums = hour_sums(group, start, end, levels)
    sums["first"] = first_rows(group, start, rows["first"].to_numpy(), sums)
    sums = sums[sums["observed"] > 1e-9].reset_index()
    for name in measured:
        sums[name] = sums[name].where(sums[f"known {name}"] > sums["observed"] - 1e-9)
        if name in ("installed_card_hours", "cluster_installed_card_hours"):
            sums[name] = sums[name] / sums["observed"]
    other = [name for name in dataset.names if name not in (*measured, "hour", "observed_minutes", "sample_minutes")]
    same = rows.groupby("group")[[*other, "minutes"]].first()
    sums = sums.drop(columns=[name for name in sums if name.startswith("known ")]).join(same, on="group")
    return sums.assign(observed_minutes=60 * sums["observed"], sample_minutes=sums["minutes"])


def _named(frame: pd.DataFrame, position: int, minutes: float) -> dict[str, object]:
    pool = " / ".join(str(frame[name].iloc[position]) for name in _POOL if not pd.isna(frame[name].iloc[position]))
    return {"pool": pool, "count": f"{minutes / _HOUR:g}"}


def _summed(
    frame: pd.DataFrame,
    minutes: pd.Series,
    short: pd.Series,
    group: pd.Series,
    amounts: Sequence[Column],
    dataset: Dataset,
    columns: Mapping[str, Read],
) -> list[Problem]:
    """Return a note for each step: of which pools it is, and what was read as cards and what as card-hours."""
    cards = [column.title for column in _measured(dataset) if columns[column.name].header and column not in amounts]
    notes = []
    for step in sorted(minutes[short].unique()):
        pools = [
            _named(frame, rows[0], step)["pool"] for rows in (np.flatnonzero(group == code) for code in group[minutes == step].unique())
        ]
        values = {
            "minutes": f"{step:g}",
            "pools": tuple(pools),
            "cards": tuple(cards),
            "amounts": tuple(column.title for column in amounts),
        }
        code = "check.summed_both" if cards and amounts else "check.summed_amounts" if amounts else "check.summed_cards"
        notes.append(Problem(code, values=values, severity="note"))
    return notes
