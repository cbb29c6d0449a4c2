"""Where capacity stands beside where it is needed, and how far the order of regions hangs on the weights."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from charts.balance.pairs import both, precision
from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from data.schema import Column, Language, Result
from i18n import has, say
from i18n.format import day, month, number, percent


def mismatch(result: Result, language: Language) -> Chart:
    """Return each region's share of capacity less its share of the proxies: to the right where capacity is the larger."""
    frame = _named(result, language)
    over = frame["mismatch"].where(frame["mismatch"] >= 0)
    frame = frame.assign(over=over, under=frame["mismatch"].where(frame["mismatch"] < 0))
    added = (_name(), *(Column(side, "number", both(f"balance.{side}"), unit="fraction") for side in ("over", "under")))
    series = tuple(
        Series(side, say(f"balance.{side}", language), hue)
        for side, hue in (("over", "capacity"), ("under", "inference"))
        if frame[side].notna().any()
    )
    return _composed(
        "regional_mismatch",
        result,
        language,
        frame,
        added,
        Encoding("bar", "named", series, "fraction", stacked=True),
        _finding(result, language),
    )


def ranks(result: Result, language: Language) -> Chart:
    """Return how often each region keeps its rank under random weights."""
    frame = _named(result, language)
    encoding = Encoding("bar", "named", (Series("rank_kept", say("balance.rank_kept", language), "accent"),), "fraction", low=0, high=1)
    words = {"share": percent(result.facts["kept"], language), "regions": number(result.facts["regions"], language)}
    title = _apart(say("balance.ranks_finding", language, **words), result, language)
    return _composed("regional_ranks", result, language, frame, (_name(),), encoding, title)


def _name() -> Column:
    return Column("named", "text", both("balance.region"))


def _named(result: Result, language: Language) -> pd.DataFrame:
    words = [say(f"region.{code}", language) if has(f"region.{code}") else code for code in result.frame["region"]]
    return result.frame.assign(named=words)


def _composed(
    view: str, result: Result, language: Language, frame: pd.DataFrame, added: tuple[Column, ...], encoding: Encoding, title: str
) -> Chart:
    facts = result.facts
    what = say(
        f"balance.{view}_drawn",
        language,
        metric=say(f"balance.metric_{facts['metric']}", language),
        precision=precision(facts["precision"], language),
        series=say(f"balance.series_{facts['series']}", language),
        proxies=_proxies(result, language),
        first=day(facts["first"], language),
        last=day(facts["last"], language),
    )
    return Chart(
        view,
        language,
        title,
        what,
        frame,
        (*result.columns, *added),
        encoding,
        caption(_bare(result), language, (_weights(result, language), *_bounds(result, language))),
        scope=(str(facts["metric"]), *facts["weights"]),
        parameters=result.filters,
        headlines=_headlines(result, language) if view == "regional_mismatch" else (),
    )


def _bare(result: Result) -> Result:
    return replace(result, filters={name: text for name, text in result.filters.items() if not name.startswith("weight_")})


def _proxies(result: Result, language: Language) -> str:
    names = [say(f"balance.proxy_{code}", language) for code in result.facts["weights"]]
    return say("balance.and", language).join([say("caption.comma", language).join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _bounds(result: Result, language: Language) -> tuple[str, ...]:
    """Return the note on the regions whose capacity is a bound: taken as a figure it makes every share inexact."""
    names = [say(f"region.{code}", language) for code in result.facts["bounds"]]
    return (say("balance.bounds", language, list=say("caption.comma", language).join(names)),) if names else ()


def _weights(result: Result, language: Language) -> str:
    facts = result.facts
    listed = (
        say(
            "balance.weight",
            language,
            proxy=say(f"balance.proxy_{code}", language),
            share=percent(weight, language, 0),
            period=day(facts["periods"][code], language),
        )
        for code, weight in facts["weights"].items()
    )
    code = "balance.weights_equal" if facts["equal"] and len(facts["weights"]) > 1 else "balance.weights"
    return say(code, language, list=say("caption.semicolon", language).join(listed))


def _finding(result: Result, language: Language) -> str:
    """Return the shares of the regions compared, all of a few, else the ends; first of all how far apart their dates are."""
    facts, proxies = result.facts, _proxies(result, language)
    rows = facts["shares"] if facts["few"] else (facts["shares"][0], facts["shares"][-1])
    listed = say("caption.semicolon", language).join(_shares(row, language) for row in rows)
    wording = "balance.mismatch_few" if facts["few"] else "balance.mismatch_finding"
    found = say(wording, language, regions=number(facts["regions"], language), list=listed, proxies=proxies)
    return _apart(found, result, language)


def _shares(row: dict, language: Language) -> str:
    code = str(row["region"])
    name = say(f"region.{code}", language) if has(f"region.{code}") else code
    shares = {name: percent(row[f"{name}_share"], language) for name in ("capacity", "need")}
    return say("balance.shares_of", language, region=name, **shares)


def _apart(finding: str, result: Result, language: Language) -> str:
    """Return a finding; where the capacities are more than a year apart, said to be no comparison."""
    facts = result.facts
    if not facts["incomparable"]:
        return finding
    dates = {name: month(facts[name], language) for name in ("first", "last")}
    return say("balance.apart", language, finding=finding, months=number(facts["months_apart"], language), **dates)


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    note = say("balance.regions_note", language)
    if facts["incomparable"]:
        note = say("balance.regions_apart", language, note=note, months=number(facts["months_apart"], language))
    heads = [Headline(say("balance.regions", language), number(facts["regions"], language), note)]
    if facts["kept"] is not None and not facts["incomparable"]:
        kept = percent(facts["kept"], language)
        heads.append(Headline(say("balance.rank_kept", language), kept, say("balance.rank_kept_note", language)))
    return tuple(heads)
