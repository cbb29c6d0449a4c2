"""Capacity figures: which belong to one line, what is converted, and that nothing else is ever joined."""

import pandas as pd
import pytest

from analysis import capacity
from data.sources import rows, sources_of
from data.tables import DATASETS

COLUMNS = [*DATASETS["capacity"].names, "source_id", "upload"]


def published(*given: dict) -> pd.DataFrame:
    filled = {"region": "CN", "metric": "intelligent_compute", "unit": "eflops", "basis": "actual", "series": "official", "source_id": "s"}
    return pd.DataFrame([{**filled, **one} for one in given], columns=COLUMNS).astype({"value": "float64"})


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return sources_of(rows("capacity"), "capacity")[0]


def test_two_precisions_stand_in_two_columns_and_the_step_between_them_is_a_break():
    found = capacity.capacity_series(
        published(
            {"period_end": "2024-12-31", "precision": "FP32", "value": 90},
            {"period_end": "2025-06-30", "precision": "FP16", "value": 788},
            {"period_end": "2026-06-30", "precision": "FP16", "value": 2185},
        )
    )
    frame = found.frame.set_index("period_end")
    assert frame["official_fp32_actual_eflops"].dropna().to_dict() == {"2024-12-31": 90}
    assert frame["official_fp16_actual_eflops"].dropna().to_dict() == {"2025-06-30": 788, "2026-06-30": 2185}
    (step,) = found.facts["breaks"]
    assert (step["from"], step["before"], step["to"], step["after"]) == ("FP32", 90, "FP16", 788)
    line = found.facts["lines"][found.facts["headline"]]
    assert line["last"] / line["year_before"] - 1 == pytest.approx(1.7728, abs=1e-4)


def test_pflops_and_eflops_are_one_unit_and_a_figure_repeated_by_two_sources_stands_once():
    twice = ({"unit": "pflops", "value": 788_000, "source_id": "a"}, {"value": 788, "source_id": "b"})
    found = capacity.capacity_series(published(*({"period_end": "2025-06-30", "precision": "FP16", **one} for one in twice)))
    assert found.frame["official_fp16_actual_eflops"].tolist() == [788]


def test_two_figures_of_one_line_and_day_are_both_kept():
    racks = {"metric": "racks_in_use", "unit": "racks", "period_end": "2024-12-31", "region": "CN-NX"}
    found = capacity.capacity_series(published({**racks, "value": 130_000}, {**racks, "value": 96_200}), "racks_in_use")
    assert sorted(found.frame["cn_nx_official_actual_racks"]) == [96_200, 130_000]


def test_two_areas_whose_names_differ_by_signs_only_share_no_column():
    given = ({"area": "A-B", "value": 1}, {"area": "A B", "value": 2})
    found = capacity.capacity_series(published(*({"period_end": "2025-06-30", "precision": "FP16", **one} for one in given)))
    assert len(found.facts["lines"]) == 2
    assert found.frame.drop(columns="period_end").notna().sum().tolist() == [1, 1]


def test_a_figure_is_converted_only_by_a_factor_and_stands_beside_the_original():
    given = published(
        {"period_end": "2024-12-31", "precision": "FP32", "value": 90}, {"period_end": "2025-03-31", "precision": "unstated", "value": 748}
    )
    found = capacity.capacity_series(capacity.in_precision(given, "FP16", 8))
    assert found.frame["official_fp32_actual_eflops"].dropna().tolist() == [90]
    assert found.frame["official_fp16_actual_from_fp32_eflops"].dropna().tolist() == [720]
    assert found.facts["assumptions"] == [{"converted": "from_fp32", "factor": 8, "precision": "FP16", "model": ""}]
    assert found.facts["breaks"] == []


def test_cards_count_by_the_rate_of_their_model_at_the_precision_stated():
    own = {"period_end": "2026-06-30", "unit": "cards", "value": 1000, "area": "Our centre", "series": "local_or_company"}
    told = [
        {"accelerator": "nvidia h100", "precision": "FP16"},
        {"accelerator": "H100", "precision": "unstated"},
        {"accelerator": "X1", "precision": "FP16"},
        {"accelerator": None, "precision": "FP16"},
        {"accelerator": "H20 96GB", "precision": "FP8"},
    ]
    made = capacity.converted(published(*({**own, **one} for one in told)), rows("accelerators"), {})
    assert made["unconverted"].tolist() == ["", "no_precision", "unknown_model", "no_model", "no_rate"]
    assert made.loc[0, ["value", "unit", "model"]].tolist() == [pytest.approx(989.4), "pflops", "H100 80GB SXM"]
    assert made["unit"].tolist()[1:] == ["cards"] * 4


def test_racks_and_power_count_only_by_a_factor_that_somebody_gives():
    own = {"period_end": "2026-06-30", "metric": "racks_in_use", "series": "local_or_company"}
    given = published({**own, "unit": "racks", "value": 2000}, {**own, "unit": "mw", "value": 30, "metric": "power_active"})
    assert capacity.converted(given, rows("accelerators"), {})["unconverted"].tolist() == ["no_factor", "no_factor"]
    made = capacity.converted(given, rows("accelerators"), {"pflops_per_rack": 0.5, "pflops_per_mw": 100})
    assert made["value"].tolist() == [1000, 3000]
    assert made[["precision", "metric"]].drop_duplicates().to_numpy().tolist() == [["unstated", "intelligent_compute"]]


def test_a_gigawatt_is_a_thousand_megawatts():
    own = {"period_end": "2026-06-30", "metric": "power_active", "series": "local_or_company"}
    given = published({**own, "unit": "gw", "value": 0.5}, {**own, "unit": "mw", "value": 500})
    made = capacity.converted(given, rows("accelerators"), {"pflops_per_mw": 100})
    assert made["value"].tolist() == [50_000, 50_000] and made["unit"].tolist() == ["pflops"] * 2


def test_every_official_figure_of_the_record_stands_in_the_column_of_its_own_precision(record):
    national = record[(record["region"] == "CN") & record["area"].isna() & (record["series"] == "official")]
    frame = capacity.capacity_series(national).frame
    assert frame["official_fp16_actual_eflops"].dropna().tolist() == [788, 1590, 2185]
    assert frame["official_unstated_actual_eflops"].dropna().tolist() == [41, 748, 780, 1590]
