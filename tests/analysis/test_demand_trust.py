"""Refusals, contests, break tests on named series, and the track record: the record's known answers, then kept forecasts by hand."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.demand import (
    break_test,
    catalogue,
    demand_forecasts,
    event_of,
    forecast_scores,
    one_of,
    to_keep,
    track_record,
    uploaded,
)
from analysis.demand.catalogue import positions
from charts.demand.breaks import _found
from data.schema import Refused, Result
from data.tables import DATASETS

RECORD = Path(__file__).parents[2] / "data" / "sources"
TODAY = dt.date(2026, 11, 25)
NOTHING = pd.DataFrame(columns=[*DATASETS["forecasts"].names, "source_id"])


@pytest.fixture(scope="module")
def record():
    names = ("demand", "capacity", "events")
    return {name: pd.read_csv(RECORD / f"{name}.csv", dtype={"derived": "boolean"}).assign(source_id=name) for name in names}


@pytest.fixture(scope="module")
def shipped(record):
    return catalogue(record["demand"], record["capacity"])


@pytest.fixture(scope="module")
def track(record, shipped):
    return track_record(record["demand"], record["capacity"], NOTHING, shipped, TODAY)


def rows(track, **wanted):
    frame = track.frame
    for name, text in wanted.items():
        frame = frame[frame[name].astype(str).str.contains(text, regex=False)]
    return frame


@pytest.mark.parametrize(("twice", "value"), [("2026-06-30", 5e12), ("2026-Q2", 4e12)])
@pytest.mark.filterwarnings("error")
def test_two_figures_that_end_on_one_day_are_one_point_of_their_series(record, twice, value):
    months = ["2026-03", "2026-04", "2026-05", "2026-06", twice]
    row = record["demand"].query("metric == 'daily_tokens' and basis == 'actual'").iloc[0].to_dict()
    added = pd.DataFrame(
        [row | {"period_end": at, "entity": "X", "entity_zh": "X", "value": (n + 1) * 1e12} for n, at in enumerate(months)]
    )
    one = one_of(catalogue(added, record["capacity"][:0]), "")
    assert one.times[-1] == ("2026-06-30" if twice == "2026-06-30" else "2026-06")
    assert (len(one.days), one.values[-1]) == (4, value)
    at, step = positions(one.days)
    assert at.tolist() == [0, 1, 2, 3] and step == 30
    assert demand_forecasts([one]).frame["points"].tolist() == [4]


def test_each_shipped_series_has_a_name_of_its_own_and_a_forecast_or_a_refusal_with_points_held_and_needed(shipped):
    frame = demand_forecasts(shipped).frame
    assert frame["series"].is_unique
    assert set(frame["verdict"]) == {"forecast", "refused"}
    assert (frame["points"] >= frame["needed"]).tolist() == (frame["verdict"] == "forecast").tolist()
    assert frame.loc[frame["verdict"] == "forecast", "series"].tolist() == [
        "tokens / router / WORLD / OpenRouter, Chinese models",
        "tokens / router / WORLD / OpenRouter, all models",
        "tokens / router / WORLD / OpenRouter, US models",
        "racks_in_use / CN / official",
        "tokens / company / CN / ByteDance Doubao",
        "total_compute / CN / unstated / official",
        "tokens / company / WORLD / Google (all surfaces)",
        "total_compute / CN-GS / Qingyang / unstated / local_or_company",
    ]
    assert frame.loc[frame["series"] == "tokens / national / CN / national", ["points", "needed"]].to_numpy().tolist() == [[4, 5]]


def test_no_training_or_share_series_is_forecast(shipped):
    frame = demand_forecasts(shipped).frame
    forecast = frame[frame["verdict"] == "forecast"]
    assert not forecast["series"].str.contains("share|training|inference").any()
    assert not (forecast["unit"] == "fraction").any()
    assert frame["series"].str.contains("training_share").any()


def test_a_forecast_of_a_series_without_negative_values_has_no_negative_bound(shipped):
    frame = demand_forecasts(shipped).frame.query("verdict == 'forecast'")
    limits = frame[["lower_95", "lower_80", "mean", "upper_80", "upper_95"]].to_numpy()
    assert (limits >= 0).all()
    assert (np.diff(limits, axis=1) >= 0).all()


def test_unequal_spacing_enters_as_dates():
    at, step = positions([dt.date(2026, 1, 1), dt.date(2026, 1, 11), dt.date(2026, 1, 21), dt.date(2026, 2, 20)])
    assert (at.tolist(), step) == ([0, 1, 2, 5], 10)


def test_askci_is_scored_against_the_official_figures(track):
    total = rows(track, subject="Total compute, AskCI").iloc[0]
    assert (total["status"], total["forecast"], total["figure"]) == ("scored", 265, 280)
    assert total["error"] == pytest.approx(265 / 280 - 1)
    racks = rows(track, subject="racks in use, AskCI").iloc[0]
    assert (racks["status"], racks["forecast"], racks["figure"]) == ("scored", 10.0e6, 13.73e6)
    assert racks["forecast_floor"] and racks["figure_floor"]


def test_idcs_two_figures_for_2026_stand_side_by_side_and_are_not_yet_scoreable(track):
    pair = rows(track, subject="Intelligent compute, IDC", target="2026-12")
    assert pair["forecast"].tolist() == [1271.4, 1460.3]
    assert pair["edition"].tolist() == ["2022-23", "2025"]
    assert pair["status"].tolist() == ["not_yet", "not_yet"]
    assert np.diff(pair.index).tolist() == [1]


def test_idcs_2020_market_forecast_for_2024_has_another_scope_now(track):
    found = rows(track, subject="AI infrastructure", target="2024-12").iloc[0]
    assert (found["status"], found["forecast"], found["figure"]) == ("scope_changed", 7.8e9, 19.0e9)
    assert pd.isna(found["error"])


def test_a_forecast_without_a_date_is_listed_and_not_scored(track, record):
    undated = track.frame[track.frame["made_on"].isna()]
    assert len(undated) == 9
    assert (undated["status"] == "undated").all()
    assert undated[["error", "points"]].isna().all(axis=None)
    given = sum((record[name]["basis"] == "forecast").sum() for name in ("demand", "capacity"))
    assert len(track.frame) == given


def test_idc_is_not_scored_against_official_capacity(track):
    found = rows(track, subject="Intelligent compute, IDC", target="2025-12").iloc[0]
    assert (found["status"], found["reason"]) == ("not_yet", "other_basis")


def test_our_forecasts_are_kept_with_their_date_and_scored_when_the_figure_arrives(record, shipped):
    kept = to_keep(shipped, TODAY).assign(source_id="kept-1")
    assert (kept["made_on"] == "2026-11-25").all()
    assert (kept["target"] > "2026-11-25").all()
    doubao = kept[kept["series"].str.contains("Doubao")].sort_values("target")
    before = track_record(record["demand"], record["capacity"], kept, shipped, TODAY)
    assert rows(before, maker="Suanli Observatory", subject="Doubao")["status"].tolist() == ["not_yet"]

    arrived = record["demand"][record["demand"]["entity"] == "ByteDance Doubao"].tail(1)
    target, value = doubao.iloc[0]["target"], doubao.iloc[0]["value"]
    arrived = arrived.assign(period_end=target, value=value * 1.25, source_id="upload-1", qualifier="exact", basis="actual")
    demand = pd.concat([record["demand"], arrived], ignore_index=True)
    after = track_record(demand, record["capacity"], kept, catalogue(demand, record["capacity"]), dt.date(2027, 2, 1))
    scored = rows(after, maker="Suanli Observatory", subject="Doubao").query("status == 'scored'").iloc[0]
    assert scored["error"] == pytest.approx(-0.2)
    assert scored["within_80"]
    assert scored["made_on"] == "2026-11-25"


def test_the_contest_has_the_naive_line_on_every_series_and_names_the_model(shipped, track):
    result = forecast_scores(shipped, track)
    contest = result.frame[result.frame["part"] == "contest"]
    for _, lines in contest.groupby("subject"):
        assert (lines["model"] == "naive").sum() == 1
        assert lines["made_it"].astype(bool).sum() == 1
        assert lines.loc[lines["model"] == "naive", "owa"].iloc[0] == pytest.approx(1)
    assert contest["coverage_80"].between(0, 1).all()
    assert result.facts["series"] == 6
    assert (result.frame["part"] == "record").sum() == len(track.frame)


def test_an_event_with_fewer_than_twelve_points_after_it_is_not_testable(shipped, record):
    event = event_of(record["events"], "DeepSeek R1 released")
    result = break_test(one_of(shipped, "tokens / company / CN / ByteDance Doubao"), event)
    assert set(result.frame["verdict"]) == {"not_testable"}
    assert (result.facts["before"], result.facts["after"], result.facts["needed"]) == (3, 5, 12)


def test_the_nile_as_an_upload_breaks_after_1898():
    from statsmodels.datasets import nile

    data = nile.load_pandas().data
    years = [str(int(year)) for year in data["year"]]
    table = pd.DataFrame({"unique_id": "nile", "time": years, "value": data["volume"], "unit": None, "title": None, "source_id": "u"})
    series = one_of(uploaded(table), "nile")
    result = break_test(series, {"title": "dam", "title_en": "dam", "date": dt.date(1899, 1, 1), "source_id": None})
    frame = result.frame.set_index("test")
    assert frame.loc["sup_f", "statistic"] == pytest.approx(75.9298, abs=5e-5)
    assert frame.loc["sup_f", "last_before"].startswith("1898")
    assert frame.loc["breaks", "bic"].tolist() == pytest.approx([1318.242, 1270.084, 1276.467, 1284.718], abs=5e-4)
    assert frame.loc["step", "verdict"] == "break"
    assert result.facts["breaks_after"] == (frame.loc["sup_f", "last_before"],)


@pytest.mark.parametrize(
    ("after", "en", "zh"),
    [
        ((), "the mean does not break", "均值无突变"),
        (("2024-01-31",), "the mean breaks once, after 31 January 2024", "均值突变一次，在2024年1月31日之后"),
        (("2024-01-31", "2025-03-31"), "breaks after 31 January 2024, 31 March 2025", "均值在2024年1月31日、2025年3月31日之后突变"),
    ],
)
def test_how_often_the_mean_breaks_is_said(after, en, zh):
    result = Result(pd.DataFrame(), (), "test 1", facts={"searched": True, "breaks_after": after})
    assert _found(result, "en").endswith(en) and _found(result, "zh").endswith(zh)


def test_of_an_exact_figure_and_a_bound_of_one_date_the_exact_one_is_the_point(record):
    known = record["demand"].query("not metric.str.contains('tokens') and basis != 'forecast' and value.notna()")
    row = known.iloc[0].to_dict() | {
        "entity": "X",
        "period_end": "2025",
    }
    added = pd.DataFrame([row | {"qualifier": name, "value": value} for name, value in (("above", 1e9), ("exact", 3e9), ("about", 2e9))])
    assert one_of(catalogue(added, record["capacity"][:0]), "").values == (3e9,)


@pytest.mark.parametrize(("area_zh", "named"), [("示例市", "算力总规模，示例市"), (None, "算力总规模，Example")])
def test_a_series_of_an_area_without_a_chinese_name_has_its_own(record, area_zh, named):
    row = record["capacity"].query("metric == 'total_compute' and precision == 'unstated'").iloc[0].to_dict()
    added = pd.DataFrame([row | {"region": "CN-GZ", "area": "Example", "area_zh": area_zh}])
    assert one_of(catalogue(record["demand"][:0], added), "").title.zh.startswith(named)


def test_an_unknown_series_or_event_is_refused_with_those_known(shipped, record):
    with pytest.raises(Refused, match="unknown_series"):
        one_of(shipped, "tea")
    with pytest.raises(Refused, match="unknown_event"):
        event_of(record["events"], "tea")
    assert event_of(record["events"], "2025-01-20")["date"] == dt.date(2025, 1, 20)
