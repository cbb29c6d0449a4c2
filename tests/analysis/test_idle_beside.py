"""Published figures over time, one's own pools beside them, and what is held and idle, on hand-worked rows."""

import duckdb
import ibis
import pandas as pd
import pytest

from analysis import idle
from data.schema import Refused
from data.tables import DATASETS
from i18n.problem import sentence

_TYPES = {"number": "DOUBLE", "instant": "TIMESTAMP"}


def usage(*rows: dict) -> ibis.Table:
    """Pool-hours of cluster C at one hour, as an Ibis table; a row gives its pool, its card-hours by step, and what else it says."""
    connection = duckdb.connect()
    columns = DATASETS["usage"].columns
    typed = ", ".join(f"{column.name} {_TYPES.get(column.kind, 'VARCHAR')}" for column in columns)
    connection.execute(f"CREATE TABLE usage ({typed}, source_id VARCHAR)")
    for row in rows:
        steps = {f"{name}_card_hours": value for name, value in row.items() if f"{name}_card_hours" in DATASETS["usage"].names}
        scope = {"cluster_installed_card_hours": row.get("scope")}
        cells = {"cluster": "C", "hour": "2026-03-01", "source_id": "s", **row, **steps, **scope}
        cells = {name: value for name, value in cells.items() if name in (*DATASETS["usage"].names, "source_id")}
        connection.execute(f"INSERT INTO usage ({', '.join(cells)}) VALUES ({', '.join('?' * len(cells))})", list(cells.values()))
    return ibis.duckdb.from_connection(connection).table("usage")


def reports(*rows: dict) -> pd.DataFrame:
    made = [{"basis": "rack_occupancy", "is_target": False, "subject_zh": "甲", "source_id": "s", **row} for row in rows]
    return pd.DataFrame(made).reindex(columns=[*DATASETS["utilization_reports"].names, "source_id"])


def test_a_company_series_holds_stated_figures_of_two_dates_or_more_and_a_year_stands_at_its_end():
    found = idle.utilization_series(
        reports(
            {"subject": "A", "period": "2024-06", "point": 0.72},
            {"subject": "A", "period": "2023", "point": 0.68, "is_target": None},
            {"subject": "A", "period": "2025-Q1", "point": 0.70},
            {"subject": "A", "period": "2026", "point": 0.80, "is_target": True},
            {"subject": "B", "period": "2024", "point": 0.5},
            {"subject": "C", "period": "2024", "low": 0.5},
            {"subject": "C", "period": "2025", "low": 0.6},
        )
    )
    assert found.frame[["subject", "date", "stated"]].to_numpy().tolist() == [
        ["A", "2023-12-31", 0.68],
        ["A", "2024-06-30", 0.72],
        ["A", "2025-03-31", 0.7],
    ]
    assert [line["points"] for line in found.facts["lines"]] == [3]


def test_a_series_never_crosses_two_bases():
    rows = [{"subject": "A", "period": str(year), "point": 0.5, "basis": basis} for year in (2023, 2024) for basis in ("mfu", "lit_rate")]
    assert idle.utilization_series(reports(*rows)).frame["basis"].nunique() == 1


def test_a_series_never_crosses_two_resources_and_never_begins_with_the_unstated():
    years = [
        {"subject": "A", "period": str(year), "point": 0.5, "basis": "leased_rate", "resource": resource}
        for year in (2022, 2023, 2024)
        for resource in ("area", "cards", None)
    ]
    found = idle.utilization_series(reports(*years, {"subject": "A", "period": "2025", "point": 0.6, "basis": "leased_rate"}))
    assert found.frame["resource"].nunique() == 1 and found.facts["resource"] in ("area", "cards")


def test_a_family_is_one_line_with_the_dates_at_which_its_scope_changed_and_a_bound_of_its_own():
    family = {"family": "Racks", "family_zh": "机架", "resource": "racks"}
    found = idle.utilization_series(
        reports(
            {"subject": "all", "period": "2017", "point": 0.528, **family},
            {"subject": "in use", "period": "2021", "low": 0.55, **family},
            {"subject": "ten", "period": "2024-03", "point": 0.6272, **family},
            {"subject": "in use", "period": "2026-06", "point": 0.714, **family},
            {"subject": "loner", "period": "2024", "point": 0.9, "resource": "racks"},
        )
    )
    line = found.facts["lines"][0]
    assert (line["subject"], line["subject_zh"], line["points"]) == ("Racks", "机架", 4)
    assert (line["first"], line["first_on"], line["last"], line["last_on"]) == (0.528, "2017", 0.714, "2026-06")
    assert [(scope["date"], scope["subject"]) for scope in line["scopes"]] == [
        ("2021-12-31", "in use"),
        ("2024-03-31", "ten"),
        ("2026-06-30", "in use"),
    ]
    assert found.frame["at_least"].dropna().tolist() == [0.55]


def test_a_row_that_states_no_resource_has_that_of_its_basis_or_none():
    bases = ["gpu_utilization", "sm_activity", "mfu", "cpu_utilization", "rack_occupancy", "leased_rate", "allocation_rate", "power"]
    rows = reports(*({"subject": basis, "period": "2024", "point": 0.5, "basis": basis} for basis in bases))
    found = idle.with_resource(rows).set_index("basis")["resource"].to_dict()
    assert found == {
        "gpu_utilization": "cards",
        "sm_activity": "cards",
        "mfu": "cards",
        "cpu_utilization": "cpu",
        **dict.fromkeys(["rack_occupancy", "leased_rate", "allocation_rate", "power"], "unstated"),
    }
    stated = idle.with_resource(rows.assign(resource="area"))
    assert set(stated["resource"]) == {"area"}


@pytest.mark.parametrize("resource", ["area", "racks", "power", "cpu", "tokens", "unstated", None])
def test_no_figure_of_anything_but_cards_stands_beside_telemetry(resource):
    table = usage({"pool": "a", "installed": 60, "allocated": 30})
    pools = idle.sums(idle.hours(table), by=("cluster", "pool")).to_pandas()
    rows = reports(
        {"subject": "A", "period": "2024", "point": 0.9, "basis": "allocation_rate", "resource": resource},
        {"subject": "B", "period": "2024", "point": 0.8, "basis": "allocation_rate", "resource": "cards"},
    )
    found = idle.utilization_beside(rows, pools)
    assert found.frame["subject"].tolist() == ["C", "C / a", "B"]
    assert found.facts["other_resources"] == 1
    alone = idle.utilization_beside(rows.iloc[:1], pools)
    assert alone.frame["subject"].tolist() == ["C", "C / a"] and alone.facts["basis"] == "allocation_rate"


def beside(table, basis: str) -> pd.DataFrame:
    pools = idle.sums(idle.hours(table), by=("cluster", "pool")).to_pandas()
    published = reports({"subject": "A", "period": "2024", "point": 0.9, "basis": basis, "resource": "cards"})
    return idle.utilization_beside(published, pools).frame


def test_own_pools_stand_beside_published_figures_of_the_same_basis():
    frame = beside(
        usage({"pool": "a", "installed": 60, "allocated": 30}, {"pool": "b", "installed": 40, "allocated": 40}), "allocation_rate"
    )
    assert frame["subject"].tolist() == ["C", "C / b", "C / a", "A"]
    assert frame["own"].iloc[:3].tolist() == pytest.approx([0.7, 1, 0.5])
    assert frame["own"].isna().tolist() == frame["stated"].notna().tolist() == [False, False, False, True]


def test_a_gpu_utilization_comes_only_from_pools_with_that_counter():
    full = {"installed": 10, "allocated": 10, "busy": 8, "effective": 4}
    table = usage({"pool": "a", "counter": "DCGM_FI_DEV_GPU_UTIL", **full}, {"pool": "b", "counter": "npu_chip_info_utilization", **full})
    assert beside(table, "gpu_utilization")["subject"].tolist() == ["C", "C / a", "A"]
    assert beside(table, "gpu_utilization")["own"].iloc[0] == pytest.approx(0.4)
    for basis, words in (("sm_activity", "counter"), ("rack_occupancy", "Own pools can stand beside")):
        with pytest.raises(Refused) as refused:
            beside(table, basis)
        assert words in sentence(refused.value.problems[0], "en")
        assert "遥测" in sentence(refused.value.problems[0], "zh") or "计数器" in sentence(refused.value.problems[0], "zh")


def test_held_idle_is_a_share_of_what_is_allocated_where_use_is_observed():
    table = usage({"pool": "a", "installed": 10, "allocated": 8, "busy": 2}, {"pool": "b", "installed": 10, "allocated": 10})
    found = idle.held_idle(idle.sums(idle.hours(table), by=("cluster", "pool")).to_pandas(), ("cluster", "pool"))
    assert found.frame["pool"].tolist() == ["a", "b"]
    assert found.frame["held_idle_of_allocated"].iloc[0] == pytest.approx(0.75)
    assert found.frame["held_idle_of_allocated"].isna().tolist() == [False, True]
    assert found.facts["share"] == pytest.approx(0.75)


def test_pools_of_two_counters_share_no_ladder():
    full = {"installed": 10, "available": 10, "allocated": 10, "busy": 4, "effective": 2}
    table = usage({"pool": "a", "counter": "x", **full}, {"pool": "b", "counter": "y", **full})
    mixed = idle.idle_ladder(idle.sums(idle.hours(table)).to_pandas(), ())
    assert mixed.frame.filter(["held_idle", "under_used", "effective", "allocated_use_unobserved"]).iloc[0].to_dict() == {
        "allocated_use_unobserved": 1
    }
    assert mixed.facts["idle_rate"] is None
    assert [flag.code for flag in mixed.flags] == ["idle.counters_apart"]
    apart = idle.idle_ladder(idle.sums(idle.hours(table), by=("cluster", "pool")).to_pandas(), ("cluster", "pool"))
    assert apart.frame["held_idle"].tolist() == pytest.approx([0.6, 0.6])


def test_a_selection_by_counter_card_owner_or_region_is_a_scope_of_its_own():
    table = usage(
        {"pool": "a", "installed": 10, "allocated": 5, "owner": "u", "scope": 100},
        {"pool": "b", "installed": 10, "allocated": 10, "owner": "v", "scope": 100},
    )
    sums = idle.sums(idle.hours(table), owners=("u",)).to_pandas()
    assert sums[["installed", "allocated", "scope"]].iloc[0].tolist() == [10, 5, 10]
