"""The rents of one card over time, and what happened beside them."""

from __future__ import annotations

import pandas as pd

from analysis.rents.quotes import FOOTINGS, METHOD, called, columns, latest, rent_column, sources, spans
from data.period import by_time, earliest_period, first_days, latest_period, may_precede
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

BESIDE = {
    "export_controls": ("export_control",),
    "policies": ("plan", "guideline", "subsidy", "standard"),
    "market": ("market_event",),
}
"""Which kinds of event are set beside the rents; besides these: cancellations, nothing."""
WHERE = ("CN", "US", "WORLD")
"""Events of one province are left out: a national rent does not hang on them."""

_PRICES = DATASETS["prices"]

LATEST = (
    Column("card", "text", Text("Card", "加速卡")),
    _PRICES.column("contract_type"),
    _PRICES.column("period"),
)


def rents(found: pd.DataFrame, currency: str, footing: str, marks: pd.DataFrame | None = None) -> Result:
    """Return the quotes of one card in one currency in time order, per card-hour and per eight-card server-month.

    found: `quotes` of one card and currency; marks: what `events_beside` or `cancellations_beside` returned.
    Nothing is averaged: facts give the first and the last month of the contract type with the longest record, lowest to highest quote.
    """
    declared = columns(currency)
    facts: dict[str, object] = {"card": found["card"].iloc[0] if len(found) else "", "called": called(found), "currency": currency}
    facts |= {"footing": footing, "quotes": len(found), "low_grade": int((found["grade"] == "low").sum())}
    facts |= _ends(found) | {"latest": latest(found, ("contract_type",)).to_dict("records")}
    frame = found[[column.name for column in declared]].reset_index(drop=True)
    beside = marks if marks is not None else _no_marks()
    beside = beside[_within(beside["date"], found["period"])]
    facts["marks"] = beside[["date", "en", "zh"]].to_dict("records")
    ids = tuple(dict.fromkeys((*sources(found), *sources(beside))))
    return Result(frame, declared, METHOD, facts=facts, source_ids=ids, flags=_flags(found) if len(found) else ())


def _ends(found: pd.DataFrame) -> dict[str, object]:
    """Return the first and the last month of the contract type whose sound quotes reach over the longest time; of each its span."""
    sound = found[found["grade"] != "low"]
    if sound.empty:
        return {"first": None, "last": None}
    reach = first_days(sound["period"]).groupby(sound["contract_type"]).agg(["min", "max", "size"])
    kind = max(reach.index, key=lambda name: (reach.loc[name, "max"] - reach.loc[name, "min"], reach.loc[name, "size"]))
    months = spans(sound[sound["contract_type"] == kind], ("contract_type", "period")).to_dict("records")
    return {"first": months[0], "last": months[-1]}


def _within(dates: pd.Series, periods: pd.Series) -> pd.Series:
    """Return where a date can lie between the first and the last of `periods`; nowhere where there is none."""
    first, last = earliest_period(periods), latest_period(periods)
    held = [first is not None and may_precede(first, date) and may_precede(date, last) for date in dates]
    return pd.Series(held, dates.index, dtype=bool)


def _flags(found: pd.DataFrame) -> tuple[Flag, ...]:
    caveat, low = int((found["grade"] == "caveat").sum()), found[found["grade"] == "low"]
    flags = [Flag("rents.conversion")]
    if caveat:
        flags.append(Flag("rents.printed_as_annual", {"count": caveat}))
    if len(low):
        flags.append(Flag("rents.graded_low", {"count": len(low)}))
    return tuple(flags)


def _no_marks() -> pd.DataFrame:
    return pd.DataFrame({"date": pd.Series(dtype=str), "en": "", "zh": "", "source_id": pd.Series(dtype=str)})


def events_beside(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the events of one group of BESIDE that bear on the whole country: date, wording in both languages, source_id."""
    kept = events[events["kind"].isin(BESIDE[kind]) & events["region"].isin(WHERE)]
    kept = kept.drop_duplicates("date").sort_values("date", key=by_time("date"))
    return pd.DataFrame(
        {"date": kept["date"], "en": kept["title_en"].fillna(kept["title"]), "zh": kept["title"], "source_id": kept["source_id"]}
    )


def cancellations_beside(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return the terminated contracts by the day of their end: date, company in both languages, source_id."""
    ended = contracts[(contracts["status"] == "terminated") & contracts["ended_on"].notna()]
    ended = ended.sort_values("ended_on", key=by_time("ended_on")).drop_duplicates(["ended_on", "company"])
    names = ended["company_en"].fillna(ended["company"])
    return pd.DataFrame({"date": ended["ended_on"], "en": names, "zh": ended["company"], "source_id": ended["source_id"]})


def rents_by_card(found: pd.DataFrame, currency: str, footing: str) -> Result:
    """Return each card's rent in the last month it was quoted, by contract type, the dearest first: the lowest and the highest quote.

    Quotes graded low are left out and counted. Months differ from card to card and are named; nothing is averaged.
    """
    declared = by_card_columns(currency)
    low = found[found["grade"] == "low"]
    last = latest(found)
    frame = last.sort_values(f"{footing}_high", ascending=False, ignore_index=True)[[column.name for column in declared]]
    used = found[found["grade"] != "low"].merge(frame[["card", "contract_type", "period"]], on=["card", "contract_type", "period"])
    flags = (Flag("rents.conversion"), *((Flag("rents.low_left_out", {"count": len(low)}),) if len(low) else ()))
    facts = {"currency": currency, "footing": footing, "cards": int(frame["card"].nunique()), "ends": _dearest(frame)}
    facts |= {"first": earliest_period(frame["period"]), "last": latest_period(frame["period"])}
    return Result(frame, declared, METHOD, facts=facts, source_ids=sources(used), flags=flags if len(frame) else ())


def _dearest(frame: pd.DataFrame) -> tuple[dict[str, object], ...]:
    return (frame.iloc[0].to_dict(), frame.iloc[-1].to_dict()) if len(frame) > 1 else tuple(frame.to_dict("records"))


def by_card_columns(currency: str) -> tuple[Column, ...]:
    """Return the columns of the last rents by card and contract type in one currency."""
    return (
        *LATEST,
        *(rent_column(footing, end, currency) for footing in FOOTINGS for end in ("_low", "_high")),
        Column("quotes", "integer", Text("Quotes", "报价数"), low=1),
        Column("publishers", "text", Text("Publishers", "发布者")),
    )
