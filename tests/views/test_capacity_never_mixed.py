"""No query, filter or export of capacity or balance adds or joins figures of two precisions or two series: every path is tried.

Each figure of the record, and of an upload beside it, is replaced by the square root of a prime of its own. No sum, mean or difference
of such roots is another one, so that a figure in an answer betrays which single row it is, and one that was put together betrays itself.
"""

import csv
import io
import itertools
import re
from bisect import bisect
from math import isclose, isqrt, sqrt
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.capacity import LINE
from data.schema import Refused
from data.sources import rows, sources_of
from data.tables import DATASETS
from export import exported
from i18n.problem import sentence
from views import VIEWS, Query

UPLOAD = 99
OWN = {"upload": UPLOAD, "source_id": "own", "series": "local_or_company", "basis": "actual", "metric": "intelligent_compute"}
ROOTS = [sqrt(n) for n in range(2, 9000) if all(n % d for d in range(2, isqrt(n) + 1))]
DEEP = {"eflops": 1.0, "pflops": 1000.0, "gw": 1.0, "mw": 1000.0}
"""By what a root is multiplied in the unit of its row, so that it is the root again in EFLOPS or GW."""


def tagged(frame: pd.DataFrame, roots: list[float]) -> pd.DataFrame:
    return frame.assign(value=[root * DEEP.get(unit, 1.0) for unit, root in zip(frame["unit"], roots, strict=False)])


def uploaded() -> pd.DataFrame:
    told = [
        {"unit": "pflops", "precision": "FP16", "region": "CN", "period_end": "2025-12-31"},
        {"unit": "pflops", "precision": "FP32", "region": "CN-GZ", "period_end": "2025-12-31"},
        {"unit": "cards", "precision": "FP16", "region": "CN", "accelerator": "H100", "period_end": "2026-03-31"},
        {"unit": "racks", "metric": "racks_in_use", "region": "CN-GZ", "area": "Our site", "period_end": "2026-03-31"},
        {"unit": "mw", "metric": "power_active", "region": "CN", "period_end": "2026-03-31"},
    ]
    return pd.DataFrame([{**OWN, **one} for one in told])


def shipped(name: str) -> pd.DataFrame:
    return sources_of(rows(name), name)[0].assign(upload=1)


def everything() -> dict[str, pd.DataFrame]:
    capacity = pd.concat([shipped("capacity"), uploaded()], ignore_index=True).astype({"value": "float64"})
    demand = shipped("demand")
    demand["value"] = [
        root if unit == "eflops" else value for value, unit, root in zip(demand["value"], demand["unit"], ROOTS[400:], strict=False)
    ]
    regions = ("CN-GZ", "CN-NM", "CN-HB", "CN-SC", "CN-BJ", "CN-QH", "CN-NX", "CN-SX", "CN-SH")
    proxies = [
        {"region": one, "proxy": "population", "period": "2025", "value": 10.0 + i, "source_id": "p"} for i, one in enumerate(regions)
    ]
    names = [*DATASETS["regional_proxies"].names, "source_id", "upload"]
    return {
        "capacity": tagged(capacity, ROOTS),
        "demand": demand,
        "regional_proxies": pd.DataFrame(proxies, columns=names),
        **{name: shipped(name) for name in ("centres", "accelerators", "targets")},
    }


TABLES = everything()
STORE = SimpleNamespace(
    frame=TABLES.__getitem__,
    uploads=lambda dataset: frozenset({UPLOAD}),
    sources=lambda ids: (),
    left_out=lambda datasets: (),
    said=lambda datasets: (),
    version=lambda datasets: "tagged",
)
CAPACITY = TABLES["capacity"].assign(
    root=[value / DEEP.get(unit, 1.0) for value, unit in zip(TABLES["capacity"]["value"], TABLES["capacity"]["unit"], strict=True)]
)
SUPPLY = sorted(((one["root"], one) for one in CAPACITY.to_dict("records")), key=lambda pair: pair[0])
STATED = [root for root, _ in SUPPLY]
DEMAND = {round(value, 6) for value, unit in zip(TABLES["demand"]["value"], TABLES["demand"]["unit"], strict=True) if unit == "eflops"}
OWN_LINE = [name for name in LINE if name in DATASETS["capacity"].names]
NUMBER = re.compile(r"-?\d+(\.\d*)?(e[+-]?\d+)?")
CONVERTED = {
    "from_fp": (8.0, 0.125),
    "_racks_eflops": (0.5e-3,),
    "_mw_eflops": (100.0,),
    "_cards_eflops": (989.4e-6,),
    "own": (1.0, 100.0, 0.5e-3, 989.4e-6),
}
"""By what a figure in such a column was multiplied: FP16 for FP32 and back, 0.5 PFLOPS a rack, 100 a MW, the rate of an H100."""
FACTORS = {"pflops_per_rack": "0.5", "pflops_per_mw": "100", "fp16_per_fp32": "8"}


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def row_of(value: float, column: str = "") -> dict:
    """The one row whose figure `value` is, a stated factor taken off where the column says that it was converted."""
    converted = next((factors for name, factors in CONVERTED.items() if name in column), (1.0,))
    for wanted in (value / factor for factor in converted):
        near = max(bisect(STATED, wanted) - 1, 0)
        for root, row in SUPPLY[near : near + 2]:
            if isclose(root, wanted, rel_tol=1e-6):
                return row
    raise AssertionError(f"{column}: {value} is the figure of no single row")


def lines_of(values: pd.Series, column: str) -> set[tuple[str, ...]]:
    return {tuple(text(row_of(value, column)[name]) for name in OWN_LINE) for value in values.dropna()}


def answered(name: str, query: Query):
    """The result and its charts; None where the question is refused, in words of both languages."""
    try:
        result = VIEWS[name].result(STORE, query)
    except Refused as refused:
        assert all(sentence(problem, language) for problem in refused.problems for language in ("en", "zh"))
        return None
    return result, [VIEWS[name].chart(result, language) for language in ("en", "zh")]


def asked(name: str):
    """Any question that view `name` offers: group, filters of one or several values, parameters, factors."""
    view, frame = VIEWS[name], TABLES[VIEWS[name].datasets[0]]
    values = {column: sorted(frame[column].dropna().unique()) for column in view.where}
    where = st.fixed_dictionaries(
        {}, optional={column: st.lists(st.sampled_from(known), min_size=1, max_size=4).map(tuple) for column, known in values.items()}
    )
    chosen = st.fixed_dictionaries({one.name: st.sampled_from(one.values) for one in view.parameters})
    factors = st.fixed_dictionaries({}, optional={one.name: st.just(FACTORS[one.name]) for one in view.entries if one.name in FACTORS})
    needed = {one.name: "CN-001" if one.name == "centre" else "0" for one in view.entries if one.required}
    return st.builds(
        lambda by, where, chosen, factors: Query(by=by, where=where, settings={**chosen, **factors, **needed}),
        st.sampled_from(view.by or ("",)),
        where,
        chosen,
        factors,
    )


def test_the_roots_betray_a_sum():
    for first, second in itertools.combinations(STATED[:20], 2):
        with pytest.raises(AssertionError):
            row_of(first + second)


@settings(max_examples=60, deadline=None)
@given(asked("capacity_series"))
def test_a_column_over_time_holds_figures_of_one_line_each_as_it_was_published(query):
    for result, charts in filter(None, [answered("capacity_series", query)]):
        for frame in (result.frame, *(chart.frame for chart in charts)):
            figures = [column for column in frame if column != "period_end"]
            assert all(len(lines_of(frame[column], column)) == 1 for column in figures)
        for chart in charts:
            joined = [one for one in chart.encoding.series if not one.apart]
            assert all(len(lines_of(chart.frame[one.y], one.y)) == 1 for one in joined)
            assert not chart.encoding.stacked


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["capacity_map", "capacity_ranking"]).flatmap(lambda name: st.tuples(st.just(name), asked(name))))
def test_provinces_side_by_side_are_of_one_precision_one_series_and_one_indicator(told):
    name, query = told
    if query.settings["shown"].endswith("_sites"):
        return
    result, charts = answered(name, query)
    for frame in (result.frame, *(chart.frame for chart in charts)):
        found = {
            tuple(text(row_of(value)[part]) for part in ("metric", "precision", "series", "basis")) for value in frame["amount"].dropna()
        }
        assert len(found) <= 1
        for row in frame.dropna(subset=["amount"]).to_dict("records"):
            assert row_of(row["amount"])["region"] == row["region"]


@settings(max_examples=15, deadline=None)
@given(asked("targets"))
def test_a_target_stands_beside_a_figure_of_its_own_line_only(query):
    frame = VIEWS["targets"].result(STORE, query).frame
    for row in frame[frame["latest"].notna()].to_dict("records"):
        source = row_of(row["latest"])
        assert (source["metric"], source["region"], source["basis"]) == (row["indicator"], row["region"], "actual")
        assert [text(source[name]) for name in ("area", "precision")] == [text(row[name]) for name in ("area", "precision")]
        assert source["series"] == ("official" if row["region"] == "CN" and not text(row["area"]) else "local_or_company")


BALANCE = {"balance": ("supply_low", "supply_high", "supply"), "balance_missing": ("low", "high", "counter")}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(list(BALANCE)).flatmap(lambda name: st.tuples(st.just(name), asked(name))))
def test_a_balance_sets_single_figures_of_one_precision_and_one_series_beside_each_other(told):
    low, high, series = BALANCE[told[0]]
    for result, _ in filter(None, [answered(*told)]):
        for row in result.frame.to_dict("records"):
            demanded = [row[column] for column in ("demand_low", "demand_high") if column in row]
            assert {round(end, 6) for end in demanded if end == end and end is not None} <= DEMAND
            ends = [row[low], row[high]] if row.get("side", "supply") == "supply" else []
            for source in (row_of(end, "own") for end in ends if end == end and end is not None):
                assert source["series"] == row[series]
                assert (text(source["precision"]) or "unstated") == row["precision"]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["regional_mismatch", "regional_ranks"]).flatmap(lambda name: st.tuples(st.just(name), asked(name))))
def test_shares_of_regions_divide_by_figures_of_one_precision_and_one_series(told):
    for result, _ in filter(None, [answered(*told)]):
        frame = result.frame
        if "capacity_eflops" in frame:
            sources = [row_of(value) for value in frame["capacity_eflops"]]
            assert len({(one["metric"], one["precision"], one["series"], one["basis"]) for one in sources}) == 1
            assert frame["capacity_share"].tolist() == pytest.approx((frame["capacity_eflops"] / frame["capacity_eflops"].sum()).tolist())


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["capacity_now", "own_capacity"]).flatmap(lambda name: st.tuples(st.just(name), asked(name))))
def test_the_tables_of_latest_and_of_own_figures_hold_one_row_a_figure(told):
    result, charts = answered(*told)
    for frame in (result.frame, *(chart.frame for chart in charts)):
        for row in frame.to_dict("records"):
            value = row["amount"] if told[0] == "capacity_now" else row["given"] / DEEP.get(row["given_in"], 1.0)
            if row.get("measured_in") != "fraction" or value == value:
                assert row_of(value)["metric"] in (row["metric"], "racks_in_use", "power_active")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["pipeline", "announced_operating", "centres", "centre"]).flatmap(lambda name: st.tuples(st.just(name), asked(name)))
)
def test_capacity_of_centres_is_never_added(told):
    centres = TABLES["centres"]
    result, charts = answered(*told)
    for frame in (result.frame, *(chart.frame for chart in charts)):
        for part, unit in itertools.product(("planned", "operating"), ("eflops", "pflops")):
            stated = {round(value / (1000 if unit == "eflops" else 1), 9) for value in centres[f"{part}_pflops"].dropna()}
            shown = frame[f"{part}_{unit}"].dropna() if f"{part}_{unit}" in frame else ()
            assert {round(value, 9) for value in shown} <= stated


@pytest.mark.parametrize("name", [view.name for view in VIEWS.values() if view.topic in ("capacity", "balance")])
def test_what_is_exported_is_the_frame_that_is_drawn_and_nothing_is_put_together_on_the_way_out(name):
    needed = {one.name: "CN-018" if one.name == "centre" else "0" for one in VIEWS[name].entries if one.required}
    found = answered(name, Query(settings=needed))
    if found is None:
        return
    chart = found[1][0]
    table = csv.reader(io.StringIO(exported(chart, "csv").decode("utf-8-sig")))
    written = [float(cell) for line in table for cell in line if NUMBER.fullmatch(cell)]
    columns = [column.name for column in chart.columns if column.name in chart.frame and column.kind in ("number", "integer")]
    drawn = [value for column in columns for value in chart.frame[column].dropna()]
    assert all(any(abs(value - one) < 1e-6 * max(1, abs(value)) for one in written) for value in drawn)
