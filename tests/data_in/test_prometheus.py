import json

import pandas as pd
import pytest

from data.check import checked, mapping_for
from data.mapping import Match
from data.metrics import METRICS
from data.read import reading
from data.schema import Refused
from data.tables.usage import USAGE
from i18n.problem import sentence

START = 1_772_323_200  # 2026-03-01 00:00 UTC


def gpu(n, name="DCGM_FI_DEV_GPU_UTIL", **labels):
    return {"__name__": name, "UUID": f"GPU-{n}", "gpu": str(n), "Hostname": "h1", "modelName": "NVIDIA H100", **labels}


def npu(n, name="npu_chip_info_utilization", **labels):
    return {"__name__": name, "id": str(n), "vdie_id": f"D-{n}", "model_name": "910B4", **labels}


def series(labels, values, first=0):
    """One value a minute from `first` minutes on."""
    return {"metric": labels, "values": [[START + 60 * (first + n), str(value)] for n, value in enumerate(values)]}


def matrix(*found):
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": list(found)}})


@pytest.fixture
def read(tmp_path):
    def _read(text, name="answer.json", **options):
        (tmp_path / name).write_text(text)
        return reading(tmp_path / name, **options)

    return _read


@pytest.fixture
def refusal(read):
    def _refusal(text, **options):
        with pytest.raises(Refused) as refused:
            read(text, **options)
        return [sentence(refused.value.problems[0], language) for language in ("en", "zh")]

    return _refusal


def steps(found):
    names = [f"{step}_card_hours" for step in ("installed", "available", "allocated", "busy", "effective")]
    return [[None if pd.isna(value) else round(value, 9) for value in row] for row in found.tables[0].frame[names].to_numpy()]


def test_dcgm_percent_and_pods_become_card_hours(read):
    """One card at 80 % in a pod, one idle in a pod, one free."""
    found = read(matrix(series(gpu(0, pod="a"), [80] * 60), series(gpu(1, pod="b"), [0] * 60), series(gpu(2), [0] * 60)))
    row = found.tables[0].frame.iloc[0]
    assert (found.reader, found.dataset, found.rows_read) == ("prometheus", "usage", 180)
    assert (row["pool"], row["zone"], row["counter"], row["hour"]) == (
        "NVIDIA H100",
        "UTC",
        "DCGM_FI_DEV_GPU_UTIL",
        pd.Timestamp("2026-03-01"),
    )
    assert steps(found) == [[3, None, 2, 1, 0.8]]


def test_a_fraction_is_no_percent_and_the_finer_counter_is_used(read):
    found = read(matrix(series(gpu(0), [100] * 60), series(gpu(0, "DCGM_FI_PROF_SM_ACTIVE"), [0.25] * 60)))
    assert steps(found) == [[1, None, None, 1, 0.25]]
    assert found.tables[0].frame["counter"].tolist() == ["DCGM_FI_PROF_SM_ACTIVE"]


def test_npu_health_is_availability_and_pod_labels_are_allocation(read):
    found = read(
        matrix(
            series(npu(0, pod_name="a"), [50] * 60),
            series(npu(0, "npu_chip_info_health_status", pod_name="a"), [1] * 60),
            series(npu(1, pod_name=""), [0] * 60),
            series(npu(1, "npu_chip_info_health_status", pod_name=""), [0] * 60),
            series(npu(1, "npu_chip_info_hbm_total_memory"), [65536] * 60),
        )
    )
    assert steps(found) == [[2, 1, 1, 1, 0.5]]


def test_a_chip_that_could_not_be_asked_is_unobserved_and_not_down(read):
    health = "npu_chip_info_health_status"
    found = read(matrix(series(npu(0), [50] * 60), series(npu(0, health), [1] * 30 + [-1] * 30)))
    row = found.tables[0].frame.iloc[0]
    assert row["available_card_hours"] == 0.5
    assert row["observed_minutes"] == 30


def test_the_pod_of_the_exporter_is_nobody(read):
    exporter = {"pod": "nvidia-dcgm-exporter-x7"}
    found = read(matrix(series(gpu(0, exported_pod="a", **exporter), [50] * 60), series(gpu(1, **exporter), [0] * 60)))
    assert steps(found) == [[2, None, 1, 1, 0.5]]


def test_where_no_sample_names_a_pod_allocation_is_unknown(read):
    assert steps(read(matrix(series(gpu(0), [50] * 60)))) == [[1, None, None, 1, 0.5]]


def test_a_card_that_works_without_a_pod_is_held_by_something_unseen(read):
    row = read(matrix(series(gpu(0, pod="a"), [50] * 60), series(gpu(1), [90] * 60))).tables[0].frame.iloc[0]
    assert (row["allocated_card_hours"], row["busy_card_hours"]) == (1, 1)
    assert row["observed_minutes"] == 30


def test_a_card_whose_pod_changes_is_one_card(read):
    parts = series(gpu(0, pod="a"), [50] * 30), series(gpu(0), [0] * 15, first=30), series(gpu(0, pod="b"), [70] * 15, first=45)
    assert steps(read(matrix(*parts))) == [[1, None, 0.75, 0.75, 0.425]]


def test_values_that_cannot_be_are_unknown_and_said(read):
    found = read(matrix(series(gpu(0), [9223372036854775794] * 30 + ["NaN"] * 30)))
    note = next(note for note in found.notes if note.code == "read.prometheus_impossible")
    assert steps(found) == [[1, None, None, None, None]]
    assert "30" in sentence(note, "en")
    assert "利用率" in sentence(note, "zh")


def test_a_divided_card_is_unobserved_and_said(read):
    found = read(matrix(series(gpu(0), [50] * 60), series(gpu(1, GPU_I_ID="7"), [90] * 60)))
    note = next(note for note in found.notes if note.code == "read.prometheus_slices")
    assert steps(found) == [[2, None, None, 1, 0.5]]
    assert "MIG" in sentence(note, "en")
    assert "MIG" in sentence(note, "zh")


def test_metrics_that_are_not_read_are_named(read):
    found = read(matrix(series(gpu(0), [50] * 60), series(gpu(0, "DCGM_FI_DEV_GPU_TEMP"), [60] * 60)))
    note = next(note for note in found.notes if note.code == "read.prometheus_not_read")
    assert "DCGM_FI_DEV_GPU_TEMP" in sentence(note, "en")
    assert "未读取" in sentence(note, "zh")


CSVS = {
    "columns": ("timestamp,__name__,UUID,modelName,pod,value", "{at},DCGM_FI_DEV_GPU_UTIL,GPU-0,NVIDIA H100,a,{value}"),
    "one cell": ("Time,Series,Value", '{at},"DCGM_FI_DEV_GPU_UTIL{{UUID=""GPU-0"",modelName=""NVIDIA H100"",pod=""a""}}",{value}'),
    "labels": ("ts,metric,labels,value", '{at},DCGM_FI_DEV_GPU_UTIL,"{{UUID=""GPU-0"",modelName=""NVIDIA H100"",pod=""a""}}",{value}'),
}


@pytest.mark.parametrize("form", CSVS)
def test_a_csv_in_long_form_gives_what_the_json_gives(read, form):
    head, line = CSVS[form]
    found = read("\n".join([head, *(line.format(at=START + 60 * n, value=50) for n in range(60))]), "answer.csv")
    expected = read(matrix(series(gpu(0, pod="a"), [50] * 60)))
    pd.testing.assert_frame_equal(found.tables[0].frame.reset_index(drop=True), expected.tables[0].frame.reset_index(drop=True))


def test_an_answer_without_a_known_metric_is_refused_and_names_both(refusal):
    english, chinese = refusal(matrix(series({"__name__": "up"}, [1] * 3)))
    assert "up" in english
    assert METRICS[0].name in english
    assert "up" in chinese


@pytest.mark.parametrize(
    "text",
    [
        '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"2"]}]}}',
        '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"x"]]}]}}',
        '{"status":"success","data":{"resultType":"matrix","result":[',
    ],
)
def test_an_answer_that_is_no_matrix_is_refused(refusal, text):
    english, chinese = refusal(text)
    assert "query_range" in english
    assert "query_range" in chinese


def test_an_answer_without_a_series_is_refused(refusal):
    english, chinese = refusal(matrix())
    assert "no series" in english
    assert "序列" in chinese


def test_rows_are_complete_once_the_cluster_is_given(read):
    found = read(matrix(series(gpu(0, pod="a"), [50] * 90)))
    result = checked(found, USAGE, mapping_for(found, USAGE, {"cluster": Match(constant="A1")})[0])
    assert not result.errors
    assert len(result.good) == 2
