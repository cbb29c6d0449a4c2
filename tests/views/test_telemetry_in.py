"""From a file of telemetry to the page's figures: read without naming the reader, checked, stored, asked."""

import datetime as dt
import json

import pytest

from data.check import checked_file
from data.mapping import Match
from data.schema import Refused
from data.tables import DATASETS
from data.upload import draft
from views import VIEWS, Query

START = dt.datetime(2026, 3, 1)
EPOCH = int(START.replace(tzinfo=dt.UTC).timestamp())


def dcgm(minutes: int, used: float, **labels: str) -> str:
    """Ten cards, sampled every minute."""
    card = {"__name__": "DCGM_FI_DEV_GPU_UTIL", "modelName": "H100", "cluster": "c1", "pod": "train-1", **labels}
    values = [[EPOCH + 60 * minute, str(used)] for minute in range(minutes)]
    result = [{"metric": {**card, "gpu": str(n), "UUID": f"GPU-{n}"}, "values": values} for n in range(10)]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


def npu() -> str:
    """Eight chips for an hour: four hold a pod at 60 %, one of the others is out of order."""
    result = []
    for n in range(8):
        labels = {"id": str(n), "vdie_id": f"V{n}", "model_name": "910B", "pod_name": "train" if n < 4 else "", "cluster": "ascend"}
        readings = {"utilization": 60 if n < 4 else 0, "health_status": int(n != 7), "hbm_used_memory": 30000, "hbm_total_memory": 65536}
        for name, value in readings.items():
            values = [[EPOCH + 60 * minute, str(value)] for minute in range(60)]
            result.append({"metric": {"__name__": f"npu_chip_info_{name}", **labels}, "values": values})
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


def smi() -> str:
    rows = (f"{START + dt.timedelta(minutes=m):%Y/%m/%d %H:%M:%S}.123, {g}, H100, 4 %" for m in range(60) for g in range(10))
    return "\n".join(["timestamp, index, name, utilization.gpu [%]", *rows])


JOBS = "job_id,submit,start,end,gpus\n1,2026-03-01 00:00,2026-03-01 00:00,2026-03-01 02:00,8\n2,2026-03-01 00:00,2026-03-01 01:00,,4\n"


@pytest.fixture
def stored(store, tmp_path):
    """Store a file and return what a view answers for its cluster."""

    def _stored(text: str, dataset: str = "usage", **constants: str):
        (tmp_path / "upload").write_text(text)
        given = {name: Match(constant=value) for name, value in constants.items()}
        checked = checked_file(tmp_path / "upload", DATASETS[dataset], name="upload.txt", mapping=given)
        assert not checked.errors
        store.add(draft(store, checked, ("0",), "local").new("upload.txt", "mine"))
        return lambda view, **query: VIEWS[view].result(store.tables("local"), Query(**query))

    return _stored


def bands(found) -> dict:
    row = found.frame.iloc[0].to_dict()
    return {
        name: share
        for name, share in row.items()
        if name in ("held_idle", "unobserved", "under_used", "effective") or name == "unallocated"
    }


def test_ten_cards_at_four_per_cent_are_held_idle_in_full_and_no_band_is_negative(stored):
    found = stored(dcgm(60, 4))("idle_ladder", by="cluster", where={"cluster": ("c1",)})
    assert bands(found) == {"held_idle": pytest.approx(1)}


def test_after_a_last_sample_at_19_past_forty_minutes_of_the_hour_are_unobserved(stored):
    ask = stored(dcgm(80, 4))
    ladder = ask("idle_ladder", by="hour_of_day", where={"cluster": ("c1",)}).frame.set_index("hour_of_day")
    assert ladder.loc[1, "unobserved"] == pytest.approx(40 / 60)
    assert ladder.loc[1, "held_idle"] == pytest.approx(20 / 60)
    rate = ask("idle_rate", by="total", where={"cluster": ("c1",)})
    assert rate.frame["installed_card_hours"].iloc[0] == 20
    assert rate.coverage["busy"] == pytest.approx(80 / 120)
    chart = VIEWS["idle_ladder"].chart(ask("idle_ladder", by="day", where={"cluster": ("c1",)}), "zh")
    assert "无观测" in [series.name for series in chart.encoding.series]


def test_of_npu_chips_health_is_availability_a_pod_is_allocation_and_the_rate_is_an_idle_rate(stored):
    found = stored(npu())("idle_ladder", by="cluster", where={"cluster": ("ascend",)})
    row = found.frame.iloc[0]
    assert row[["out_of_service", "unallocated", "under_used", "effective"]].tolist() == pytest.approx([1 / 8, 3 / 8, 0.2, 0.3])
    assert found.facts["idle_rate"] == pytest.approx(3 / 8)


def test_nvidia_smi_says_nothing_of_who_holds_a_card_and_so_nothing_of_idleness(stored):
    ask = stored(smi(), cluster="lab")
    ladder = ask("idle_ladder", by="cluster", where={"cluster": ("lab",)})
    assert bands(ladder) == {"unobserved": pytest.approx(1)}
    rate = ask("idle_rate", by="hour_of_day", where={"cluster": ("lab",)}).frame.iloc[0]
    assert rate["coverage_busy"] == pytest.approx(1, abs=1e-4)
    assert rate[["allocated_rate", "idle_rate"]].isna().all()


def test_where_the_analyst_says_that_the_cards_were_held_all_the_time_their_idleness_is_told(stored):
    ask = stored(smi(), cluster="lab", allocated_card_hours="100%", available_card_hours="100%")
    row = ask("idle_rate", by="hour_of_day", where={"cluster": ("lab",)}).frame.iloc[0]
    assert row[["allocated_rate", "idle_rate"]].tolist() == pytest.approx([1, 1])


def test_a_table_of_all_jobs_has_a_rate_and_a_sample_of_them_none(stored):
    given = {"pool": "p", "installed_card_hours": "16"}
    row = stored(JOBS, cluster="J", jobs_listed="all", **given)("idle_rate", by="total", where={"cluster": ("J",)}).frame.iloc[0]
    assert row[["allocated_card_hours", "installed_card_hours"]].tolist() == [20, 32]
    assert row["unallocated_rate"] == pytest.approx(12 / 32)
    with pytest.raises(Refused) as refused:
        stored(JOBS, cluster="S", jobs_listed="sample", **given)("idle_rate", where={"cluster": ("S",)})
    assert refused.value.problems[0].code == "idle.sample_of_jobs"


def test_a_request_log_keeps_its_medians_and_its_hours_in_part(stored):
    log = "TIMESTAMP,ContextTokens,GeneratedTokens\n2026-03-01 00:30:00,10,1\n2026-03-01 00:40:00,20,2\n2026-03-01 01:15:00,90,9\n"
    found = stored(log, "requests", service="s")("requests")
    assert (found.facts["median_input"], found.facts["median_output"]) == (20, 2)
    assert found.facts["partial_minutes"] == (30, 15)
    assert found.frame["whole_requests_per_minute"].isna().all()


@pytest.mark.reference
def test_the_azure_coding_log_has_the_published_medians_and_two_hours_in_part(store, reference):
    file = reference / "traces" / "azure-llm-2023-code" / "AzureLLMInferenceTrace_code.csv"
    checked = checked_file(file, DATASETS["requests"], mapping={"service": Match(constant="coding")})
    store.add(draft(store, checked, ("0",), "local").new(file.name, "mine"))
    found = VIEWS["requests"].result(store.tables("local"))
    assert (found.facts["median_input"], found.facts["median_output"]) == (1469, 13)
    assert [round(minutes, 1) for minutes in found.facts["partial_minutes"]] == [42.9, 14.3]
    assert [headline.value for headline in VIEWS["requests"].chart(found, "en").headlines] == ["8,819", "1,469", "13"]


def test_hours_in_which_a_counter_stood_still_are_suspects_that_are_said_and_can_be_left_out(stored):
    cell = "A,p,2026-03-01 {:02d}:00,8,8,8,{},DCGM_FI_DEV_GPU_UTIL,{}\n"
    head = "cluster,pool,hour,installed_card_hours,available_card_hours,allocated_card_hours,busy_card_hours,counter,still_counter\n"
    ask = stored(head + cell.format(0, 4, "DCGM_FI_PROF_SM_ACTIVE") + cell.format(1, 8, "") + cell.format(2, 6, ""))
    where = {"cluster": ("A",)}
    kept, without = (ask("idle_rate", by="total", where=where, settings={"outages": code}) for code in ("included", "excluded"))
    assert kept.frame["idle_rate"].iloc[0] == pytest.approx(6 / 24)
    assert without.frame["idle_rate"].iloc[0] == pytest.approx(2 / 16)
    assert [flag.values for flag in kept.flags if flag.code == "idle.suspects_included"] == [{"hours": 1}]
    suspects = ask("outage_suspects", where=where).frame
    assert suspects[["pool", "kind", "hours"]].to_numpy().tolist() == [["p", "data", 1]]
