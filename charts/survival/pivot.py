"""Curves of several groups from rows below each other to columns side by side, on one axis of days."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.schema import Column, Result, Text


def side_by_side(result: Result, key: str, titles: Mapping[str, str], whats: tuple[str, ...]) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return (frame of days, months and <what>_<place> for each group in the order of `titles`, its columns); empty without rows.

    A step holds until the next of its group, and not beyond the group's own end; counts stand only where the group has a row.
    """
    wide = None
    for place, name in enumerate(titles):
        part = result.frame[result.frame[key] == name].set_index("days")
        part = part[["months", *whats]].rename(columns={what: f"{what}_{place}" for what in whats})
        wide = part if wide is None else part.combine_first(wide)
    if wide is None or wide.empty:
        return result.frame.iloc[:0], result.columns
    frame = wide.sort_index()
    for name in frame.columns:
        if name != "months" and not name.startswith("at_risk"):
            frame[name] = _held(frame[name])
    declared = {column.name: column for column in result.columns}
    columns = [declared["months"], declared["days"]]
    for place, title in enumerate(titles.values()):
        columns += [_named(declared[what], f"{what}_{place}", title) for what in whats]
    return frame.reset_index(), tuple(columns)


def _held(column: pd.Series) -> pd.Series:
    last = column.last_valid_index()
    return column if last is None else column.ffill().where(column.index <= last)


def _named(column: Column, name: str, title: str) -> Column:
    return Column(name, column.kind, Text(f"{column.title.en}: {title}", f"{column.title.zh}：{title}"), unit=column.unit)
