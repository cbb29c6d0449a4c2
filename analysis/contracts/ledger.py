"""Every contract as one row with its last word, its flags and its grade; and one contract's dated facts in their order."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.days import days, ends, starts
from analysis.contracts.money import KIND, contract_value, kind_flags
from analysis.contracts.quality import FLAGS, carried, quality, truth
from analysis.contracts.selection import METHOD, sources
from data.period import Period, latest_period, period
from data.schema import Column, Flag, Problem, Refused, Result, Text
from data.tables import DATASETS

_CONTRACTS, _EVENTS = DATASETS["contracts"], DATASETS["contract_events"]

WORDS = {
    "own": Text("The company's own word, weak", "公司自述（弱证据）"),
    "other": Text("Somebody else's word", "他方消息"),
    "announcement": Text("Its announcement, nothing since", "仅有公告，此后无消息"),
    "ended": Text("Its end", "终止消息"),
    "unknown": Text("Speaker not recorded", "未记录出自何方"),
}

COLUMNS = (
    *(_CONTRACTS.column(name) for name in ("contract_id", "company", "company_en", "ticker", "counterparty", "counterparty_en")),
    *(_CONTRACTS.column(name) for name in ("side", "object", "commitment", "status", "currency")),
    Column("value", "number", Text("Value, in its own currency", "金额（合同币种）"), low=0),
    KIND,
    *(_CONTRACTS.column(name) for name in ("amount_is", "term_months", "signed_on", "announced_on")),
    *(_CONTRACTS.column(name) for name in ("ended_on", "value_ended_cny", "delivered_cny", "reason_category")),
    Column("last_word_on", "date", Text("Last word on", "最近消息日期")),
    Column("last_word_by", "code", Text("Last word is", "最近消息来自"), values=WORDS),
    Column("quality_flags", "text", Text("Quality flags", "合同质量警示"), values=FLAGS),
    Column("events", "integer", Text("Dated facts", "进展条数")),
    *(_CONTRACTS.column(name) for name in ("confidence", "source_publisher", "source_url")),
)


def contract_ledger(contracts: pd.DataFrame, events: pd.DataFrame, companies: pd.DataFrame | None = None) -> Result:
    """Return every contract, the latest start first: parties, value in its own currency, status, reason, flags, last word, source.

    quality_flags are codes joined by |. The last word is *own* where the company itself said so in an event of that day or later, which is
    weak evidence. facts["repeated"] names ids that stand in two rows, of which the first is kept; facts["swapped"] contracts whose end
    lies before their start.
    """
    repeated = sorted(contracts.loc[contracts["contract_id"].duplicated(), "contract_id"].unique())
    rows = contracts.drop_duplicates("contract_id", ignore_index=True)
    said, own = _last_words(rows, events), contract_value(rows)
    frame = rows.assign(
        value=own["value"],
        value_kind=own["value_kind"],
        last_word_on=said["on"],
        last_word_by=said["by"],
        quality_flags=carried(quality(rows, companies)),
        events=rows["contract_id"].map(events["contract_id"].value_counts()).fillna(0).astype("int64"),
        begun=starts(rows),
    ).sort_values(["begun", "contract_id"], ascending=[False, True], na_position="last", ignore_index=True)
    swapped = sorted(rows.loc[ends(rows) < starts(rows), "contract_id"])
    facts = {
        "contracts": len(rows),
        "companies": int(rows["ticker"].fillna(rows["company"]).nunique()),
        "statuses": {status: int(count) for status, count in rows["status"].value_counts().items()},
        "weak": int((said["by"] == "own").sum()),
        "repeated": tuple(repeated),
        "swapped": tuple(swapped),
    }
    used = events[events["contract_id"].isin(rows["contract_id"])]
    flags = (
        *kind_flags(own),
        *((Flag("contracts.repeated", {"ids": ", ".join(repeated)}),) if repeated else ()),
        *((Flag("contracts.swapped", {"ids": ", ".join(swapped)}),) if swapped else ()),
        *((Flag("contracts.weak_words", {"count": facts["weak"]}),) if facts["weak"] else ()),
        *((Flag("contracts.by_outcome"),) if len(rows) else ()),
    )
    return Result(frame[[c.name for c in COLUMNS]], COLUMNS, METHOD, facts=facts, source_ids=sources(rows, used), flags=flags)


def searched(contracts: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the contracts in whose company, counterparty, ticker or id every word of `text` stands, in either language and case."""
    names = ("contract_id", "ticker", "company", "company_en", "counterparty", "counterparty_en", "contracting_entity")
    lines = contracts[list(names)].fillna("").agg(" ".join, axis=1).str.lower()
    found = [all(word in line for word in text.lower().split()) for line in lines]
    return contracts[found].reset_index(drop=True)


def _last_words(rows: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the date of each contract's last word and whose it is."""
    confirmed = events[events["event"] == "confirmed"].assign(
        day=lambda found: days(found["event_date"]), weak=lambda found: truth(found["own_word"]).eq(True)
    )
    confirmed = confirmed.sort_values("day")
    last = confirmed.groupby("contract_id").last()
    return pd.DataFrame([_last_word(row, last) for row in rows.to_dict("records")], columns=["on", "by"], index=rows.index)


def _last_word(row: dict, confirmed: pd.DataFrame) -> dict[str, object]:
    if row["status"] == "terminated" and isinstance(row["ended_on"], str):
        return {"on": row["ended_on"], "by": "ended"}
    on = row["last_confirmed_on"] if isinstance(row["last_confirmed_on"], str) else None
    event = confirmed.loc[row["contract_id"]] if row["contract_id"] in confirmed.index else None
    if event is not None and (on is None or not _month(event["event_date"]) < _month(on)):
        return {"on": latest_period((on, event["event_date"])), "by": "own" if event["weak"] else "other"}
    if on is None:
        return {"on": None, "by": "unknown"}
    return {"on": on, "by": "announcement" if on in (row["announced_on"], row["signed_on"]) else "unknown"}


def _month(date: object) -> Period:
    return period(date).at("month")


FACTS = {
    **_EVENTS.column("event").values,
    "announced": Text("Announced", "公告"),
    "last_word": Text("Last word that it runs", "最近一次在履行消息"),
    "ended": Text("Ended", "结束"),
}
"""What a dated fact is: an event as recorded, or a date of the contract's own row."""

TIMELINE = (
    Column("event_date", "date", Text("Date", "日期")),
    Column("event", "code", Text("Event", "事件"), values=FACTS),
    _EVENTS.column("value_cny"),
    Column("is_weak", "flag", Text("The company's own word, weak", "公司自述（弱证据）")),
    _EVENTS.column("source_publisher"),
    _EVENTS.column("confidence"),
    _EVENTS.column("source_url"),
    _EVENTS.column("notes"),
)


def contract_timeline(contracts: pd.DataFrame, events: pd.DataFrame, contract: str = "") -> Result:
    """Return the dated facts of one contract in their order, each with its source and grade; without an id that of the most events.

    The contract's own row gives announced, signed, last word and end, where no event of the same kind has that date. Refused where no
    contract has the id.
    """
    if contract and contract not in set(contracts["contract_id"]):
        raise Refused(Problem("contracts.no_contract", values={"found": contract}))
    counts = events.loc[events["contract_id"].isin(contracts["contract_id"]), "contract_id"].value_counts()
    chosen = contract or (counts.index[0] if len(counts) else (contracts["contract_id"].iloc[0] if len(contracts) else ""))
    rows = contracts[contracts["contract_id"] == chosen].head(1)
    told = events[events["contract_id"] == chosen]
    frame = dated_facts(rows, told)
    found = rows.iloc[0].to_dict() if len(rows) else {}
    facts = {
        **{
            name: found.get(name)
            for name in ("contract_id", "company", "company_en", "counterparty", "counterparty_en", "status", "currency")
        },
        "facts": len(frame),
        "events": len(told),
        "weak": int(frame["is_weak"].eq(True).sum()),
    }
    flags = (Flag("contracts.weak_facts", {"count": facts["weak"]}),) if facts["weak"] else ()
    none = (Flag("contracts.no_events"),) if len(rows) and not len(told) else ()
    kept = frame.reindex(columns=[column.name for column in TIMELINE])
    return Result(kept, TIMELINE, METHOD, facts=facts, source_ids=sources(rows, told), flags=(*none, *flags))


_SHARED = ("contract_id", "source_publisher", "confidence", "source_url", "source_id")


def dated_facts(contracts: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return every dated fact on `contracts` in the order of their dates, with contract_id: their events, and the dates of their own rows
    that stand in no event of the same kind."""
    told = events[events["contract_id"].isin(contracts["contract_id"])]
    told = told.assign(is_weak=truth(told["own_word"]).where(told["event"] == "confirmed", None))
    frame = pd.concat([told, _own_dates(contracts, told)], ignore_index=True)
    return frame.assign(day=days(frame["event_date"])).sort_values(["day", "event_date", "event"], kind="stable", ignore_index=True)


def _own_dates(rows: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return the dates that stand in the contract's own row and in none of its events."""
    said = set(zip(told["contract_id"], told["event"], told["event_date"], strict=True))
    listed = []
    for row in rows.to_dict("records"):
        status = row["status"]
        end = status if status in ("terminated", "completed", "replaced") else "amended_down" if status == "reduced" else "ended"
        dates = {"signed": "signed_on", "announced": "announced_on", "last_word": "last_confirmed_on", end: "ended_on"}
        source = {name: row[name] for name in _SHARED}
        listed += [
            {"event_date": row[column], "event": event, "value_cny": None, "is_weak": None, **source}
            for event, column in dates.items()
            if isinstance(row[column], str) and not said & {(row["contract_id"], name, row[column]) for name in (event, "confirmed")}
        ]
    return pd.DataFrame(listed, columns=["event_date", "event", "value_cny", "is_weak", *_SHARED])
