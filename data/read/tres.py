"""Cards in the resources that Slurm lists of a job: TRES (gres/gpu=8), or GRES (gpu:a100:4), as text.

A slice of a card (MIG: gres/gpu:a100_3g.40gb=2) counts as its part of the card: as many sevenths as its profile has, fourths on cards of
four slices (A30, RTX PRO). A shard is a part that its name does not tell. Sources: https://slurm.schedmd.com/gres.html and
https://docs.nvidia.com/datacenter/tesla/mig-user-guide/.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

_KINDS = "gpu|npu|dcu|mlu|gcu"
_TRES = re.compile(rf"(?:^|,)gres/(?:{_KINDS})(?::([^=,]+))?=(\d+)")
_GRES = re.compile(rf"(?:^|,)(?:gres[:/])?(?:{_KINDS})(?::((?=\d*[^:=,()\d])[^:=,()]++))?[:=](\d+)")
_SHARD = re.compile(r"(?:^|[,/:])(?:shard|mps)(?::[^:=,()]+)?[:=][1-9]")
_SLICE = re.compile(r"(?:^|[^a-z0-9])(\d)g\.(\d+)gb", re.IGNORECASE)
_OF_FOUR = {("1", "6"), ("2", "12"), ("4", "24"), ("2", "48"), ("4", "96")}
"""Profiles (slices, GB) of cards that have four slices; all others have seven."""


class Cards(NamedTuple):
    """By job: cards (parts of cards for slices; null where nothing is listed), how many slices, whether shards are listed instead."""

    count: pd.Series
    slices: pd.Series
    sharded: pd.Series


def cards(texts: pd.Series) -> Cards:
    """Return the cards in each of `texts`. A total is listed beside its types, and counts once."""
    codes, distinct = pd.factorize(texts)
    found = [_cards(text) for text in distinct]
    count, slices = (
        np.array([*(each[part] for each in found), missing], dtype="float64")[codes] for part, missing in ((0, np.nan), (1, 0))
    )
    sharded = np.array([*(bool(_SHARD.search(text)) and not each[0] for text, each in zip(distinct, found, strict=True)), False])[codes]
    return Cards(*(pd.Series(values, texts.index) for values in (count, slices, sharded)))


def _cards(text: str) -> tuple[float, int]:
    """Return the cards that `text` lists, and how many of its entries are slices."""
    listed = [(kind, int(count), _part(kind)) for kind, count in _TRES.findall(text) or _GRES.findall(text)]
    total = sum(count for kind, count, _ in listed if not kind)
    slices = sum(count for _, count, part in listed if part)
    parts = sum(count * part for _, count, part in listed if part)
    typed = sum(count for kind, count, part in listed if kind and not part)
    return (total - slices if total else typed) + parts, slices


def _part(kind: str) -> float:
    """Return what part of a card a type is; 0 where it is a whole one."""
    profile = _SLICE.search(kind)
    if not profile:
        return 0.0
    return int(profile[1]) / (4 if profile.groups() in _OF_FOUR else 7)
