"""How old a fleet of cards is, and how much of an assumed service life remains."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.rents.cards import card_names, card_of
from analysis.rents.quotes import METHOD, sources
from data.period import first_day, last_day
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_FLEET = DATASETS["fleet"]
_DAYS_A_YEAR = 365.25

LIFE = Column(
    "life_years",
    "number",
    Text("Service life", "使用年限"),
    Text("years, from 1 to 30: your assumption", "年，1 至 30，由您假设"),
    unit="years",
    required=True,
    low=1,
    high=30,
)
AS_OF = Column("as_of", "date", Text("As of", "截至"), Text("such as 2026-06-30", "如 2026-06-30"), required=True)


def _years(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(f"{en}, years", f"{zh}（年）"), unit="years")


COLUMNS = (
    *(_FLEET.column(name) for name in ("batch", "centre", "model", "installed_cards", "installed_on")),
    _years("age_years", "Age", "卡龄"),
    _years("remaining_years", "Remaining service life (assumption)", "剩余使用年限（假设）"),
    Column("ends_on", "date", Text("Service life ends (assumption)", "使用年限届满（假设）")),
)


def fleet_age(fleet: pd.DataFrame, accelerators: pd.DataFrame, life: float, as_of: str) -> Result:
    """Return each batch of cards with its age on a day and what remains of an assumed service life, the oldest first.

    age = days since installation / 365.25; remaining = life − age, below 0 for cards beyond it. Batches not yet installed on the day
    are left out and counted. Facts are weighted by cards.
    """
    names, day = card_names(accelerators), last_day(as_of)
    begun = [first_day(value) for value in fleet["installed_on"]]
    rows = fleet.assign(
        model=[card_of(str(model), names) for model in fleet["model"]],
        age_years=[(day - first).days / _DAYS_A_YEAR for first in begun],
        ends_on=[(first + dt.timedelta(days=round(life * _DAYS_A_YEAR))).isoformat() for first in begun],
    )
    rows = rows.assign(remaining_years=life - rows["age_years"].astype("float64"))
    there = rows[rows["age_years"] >= 0].sort_values(["age_years", "batch"], ascending=[False, True], ignore_index=True)
    flags = (Flag("rents.not_yet_installed", {"count": len(rows) - len(there)}),) if len(there) < len(rows) else ()
    facts = {"life": life, "as_of": as_of, "batches": len(there), **_weighted(there)}
    return Result(there[[column.name for column in COLUMNS]], COLUMNS, METHOD, facts=facts, source_ids=sources(there), flags=flags)


def _weighted(rows: pd.DataFrame) -> dict[str, object]:
    cards = rows["installed_cards"]
    total = float(cards.sum())
    if not total:
        return {"cards": 0.0, "mean_age": None, "beyond": None, "within_a_year": None}
    remaining = rows["remaining_years"]
    return {
        "cards": total,
        "mean_age": float((rows["age_years"] * cards).sum() / total),
        "beyond": float(cards[remaining < 0].sum() / total),
        "within_a_year": float(cards[(remaining >= 0) & (remaining < 1)].sum() / total),
    }
