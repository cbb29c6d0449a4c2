"""Which rows of a log are one request, and what is counted beside its input. No format: what is said of requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from data.mapping import Match
from data.read.columns import BadRows, numbers
from data.schema import Column, Problem

_BESIDE = ("cache_read_input_tokens", "cache_creation_input_tokens")
"""Tokens of the input that a service counts apart from `input_tokens`: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching"""
_STREAM = pd.Timedelta(hours=1)
"""The longest that the pieces of one answer come."""


def once(log: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return each request once, and a note of the rows that listed it again: in another file, or as pieces of a streamed answer.

    Of its rows the one that states most tokens counts, at the time of the first. An id is one of requests where its rows state the same
    input and are of one moment, or some of them state nothing, as the pieces of an answer do; where any is not, none is believed.
    """
    named = log[log["request"].notna()]
    again = named[named.duplicated("request", keep=False)]
    if again.empty:
        return log, ()
    states = again["input_tokens"].notna() | again["output_tokens"].notna()
    by_id = again.assign(states=states).groupby("request")
    span = by_id["time"].max() - by_id["time"].min()
    in_pieces = by_id["states"].any() & ~by_id["states"].all() & (span <= _STREAM)
    if not (
        (by_id["input_tokens"].nunique() <= 1) & ((span == pd.Timedelta(0)) | (in_pieces & (by_id["output_tokens"].nunique() <= 1)))
    ).all():
        return log, ()
    kept = again.sort_values(["output_tokens", "input_tokens", "row"], ascending=[False, False, True]).drop_duplicates("request")
    log = log.drop(again.index.difference(kept.index))
    log.loc[kept.index, "time"] = kept["request"].map(by_id["time"].min())
    return log, (Problem("read.requests_again", values={"count": len(again) - len(kept)}, severity="note"),)


def counted_beside(
    log: pd.DataFrame, given: pd.DataFrame, bad: BadRows, matches: Mapping[str, Match], columns: Sequence[Column]
) -> tuple[Problem, ...]:
    """Add to the input of `log` what is counted beside it, as Anthropic's services do, and return a note that says so."""
    beside = [numbers(given, name, bad, matches, columns).fillna(0) for name in _BESIDE if name in given]
    if not beside:
        return ()
    log["input_tokens"] = log["input_tokens"] + sum(beside)
    if _BESIDE[0] in given and log["cached_input_tokens"].isna().all():
        log["cached_input_tokens"] = numbers(given, _BESIDE[0], bad, matches, columns)
    names = ", ".join(str(matches[name].header) for name in _BESIDE if name in given)
    return (Problem("read.inference_beside", values={"names": names, "count": f"{sum(map(pd.Series.sum, beside)):,.0f}"}, severity="note"),)
