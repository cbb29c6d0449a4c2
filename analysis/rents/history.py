"""The rents of one card over time, and what happened beside them."""

from __future__ import annotations

import pandas as pd

from analysis.rents.kinds import FEW, FOOTINGS, GROUP, KIND, KINDS, TIME, TIME_OF, footing_of, on_footing
from analysis.rents.quotes import METHOD, called, columns, latest, rent_column, sources, spans
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
    KIND,
    TIME,
    _PRICES.column("period"),
)


def rents(quoted: pd.DataFrame, currency: str, asked: str, marks: pd.DataFrame | None = None, hours: float | None = None) -> Result:
    """Return the quotes of one card in one currency in time order, on one footing: the one asked for, else that of most quotes.

    quoted: `quotes` of one card and currency, `hours` those for which a month was taken; marks: what `events_beside` or
    `cancellations_beside` returned. Nothing is averaged: facts give the first and the last month of the contract type and kind with the
    longest record, lowest to highest quote. Quotes by the other unit of time are left out and counted.
    """
    footing, declared = footing_of(quoted, asked), columns(currency)
    found = on_footing(quoted, footing)
    facts: dict[str, object] = {"card": found["card"].iloc[0] if len(found) else "", "called": called(found), "currency": currency}
    facts |= {"footing": footing, "quotes": len(found), "low_grade": int((found["grade"] == "low").sum())}
    facts |= longest(found) | {"latest": latest(found, GROUP).to_dict("records"), "hours": hours, "own_time": TIME_OF[footing]}
    frame = found[[column.name for column in declared]].reset_index(drop=True)
    beside = marks if marks is not None else _no_marks()
    beside = beside[_within(beside["date"], found["period"])]
    facts["marks"] = beside[["date", "en", "zh"]].to_dict("records")
    ids = tuple(dict.fromkeys((*sources(found), *sources(beside))))
    return Result(frame, declared, METHOD, facts=facts, source_ids=ids, flags=_flags(found, len(quoted) - len(found), hours))


def longest(found: pd.DataFrame) -> dict[str, object]:
    """Return the first and the last month of the contract type and kind whose sound quotes reach over the longest time, as spans."""
    sound = found[found["grade"] != "low"]
    if sound.empty:
        return {"first": None, "last": None}
    reach = first_days(sound["period"]).groupby([sound[name] for name in GROUP]).agg(["min", "max", "size"])
    kind = max(reach.index, key=lambda name: (reach.loc[name, "max"] - reach.loc[name, "min"], reach.loc[name, "size"]))
    months = spans(sound[(sound[list(GROUP)] == kind).all(axis=1)], (*GROUP, "period")).to_dict("records")
    return {"first": months[0], "last": months[-1]}


def _within(dates: pd.Series, periods: pd.Series) -> pd.Series:
    """Return where a date can lie between the first and the last of `periods`; nowhere where there is none."""
    first, last = earliest_period(periods), latest_period(periods)
    held = [first is not None and may_precede(first, date) and may_precede(date, last) for date in dates]
    return pd.Series(held, dates.index, dtype=bool)


def time_flags(left_out: int, hours: float | None) -> tuple[Flag, ...]:
    """Return what is said of the two units of time: quotes by the other one that are left out, or the conversion that was chosen."""
    if hours is not None:
        return (Flag("rents.converted_at", {"hours": f"{hours:g}"}),)
    return (Flag("rents.not_converted", {"count": left_out}),) if left_out else ()


def _flags(found: pd.DataFrame, left_out: int, hours: float | None) -> tuple[Flag, ...]:
    caveat, low = int((found["grade"] == "caveat").sum()), found[found["grade"] == "low"]
    flags = list(time_flags(left_out, hours))
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


def rents_by_card(quoted: pd.DataFrame, currency: str, asked: str, hours: float | None = None) -> Result:
    """Return each card's rent in the last month it was quoted, by contract type and kind, kind by kind, the dearest first.

    Kinds share no rank: facts give of each its cards, and the least and the most of its rows with their cards and months. Quotes graded
    low, and those by the other unit of time, are left out and counted. Months differ from card to card and are named.
    """
    footing, declared = footing_of(quoted, asked), by_card_columns(currency)
    found = on_footing(quoted, footing)
    low = found[found["grade"] == "low"]
    order = {code: i for i, code in enumerate(KINDS)}
    last = latest(found)
    last = last.assign(place=last["kind"].map(order), apart=last["time"] != TIME_OF[footing])
    dearest = last[[f"{footing}_low", f"{footing}_high"]].max(axis=1)
    last = last.assign(dearest=dearest).sort_values(["apart", "place", "dearest"], ascending=[True, True, False], ignore_index=True)
    frame = last[[column.name for column in declared]]
    used = found[found["grade"] != "low"].merge(frame[["card", *GROUP, "period"]], on=["card", *GROUP, "period"])
    flags = (*time_flags(len(quoted) - len(found), hours), *((Flag("rents.low_left_out", {"count": len(low)}),) if len(low) else ()))
    facts = {"currency": currency, "footing": footing, "own_time": TIME_OF[footing], "hours": hours, "cards": int(frame["card"].nunique())}
    facts |= {"groups": tuple(_least_and_most(rows, footing) for _, rows in last.groupby(["apart", "place"], sort=True))}
    facts |= {"first": earliest_period(frame["period"]), "last": latest_period(frame["period"])}
    return Result(frame, declared, METHOD, facts=facts, source_ids=sources(used), flags=flags)


def _least_and_most(rows: pd.DataFrame, footing: str) -> dict[str, object]:
    """Return the least and the most of the rows of one kind, as drawn, each with its card and month."""
    low, high = rows[f"{footing}_low"], rows[f"{footing}_high"]
    least, most = low.fillna(high), high.fillna(low)
    told: dict[str, object] = {"kind": rows["kind"].iloc[0], "time": rows["time"].iloc[0], "cards": int(rows["card"].nunique())}
    for name, ends, index in (("least", least, least.idxmin()), ("most", most, most.idxmax())):
        told |= {name: float(ends[index]), f"{name}_card": rows.loc[index, "card"], f"{name}_on": rows.loc[index, "period"]}
    told["few"] = tuple((rows if len(rows) <= FEW else rows.iloc[:0]).to_dict("records"))
    return told | {"rows": len(rows)}


def by_card_columns(currency: str) -> tuple[Column, ...]:
    """Return the columns of the last rents by card and contract type in one currency."""
    return (
        *LATEST,
        *(rent_column(footing, end, currency) for footing in FOOTINGS for end in ("_low", "_high")),
        Column("quotes", "integer", Text("Quotes", "报价数"), low=1),
        Column("publishers", "text", Text("Publishers", "发布者")),
    )
