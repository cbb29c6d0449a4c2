"""Files of the shapes that operators have, read as they are: the right value, or a refusal that names what the file is."""

import pytest

from data.read import reading
from data.schema import Refused
from i18n.problem import sentence

ALL = {"allocated_card_hours": "100%", "available_card_hours": "100%"}
HALF = {"installed": 8, "allocated_rate": 0.5, "coverage_allocated": 1, "effective": 0.3}
CONTROL = {"installed": 8, "allocated_rate": 0.5, "held_idle": 0.25, "effective": 0.2}
RIGHT = {
    "01-exported-pod-custom-daemonset.json": ({}, CONTROL),
    "01b-control.json": ({}, CONTROL),
    "31b-chunk-2.json 31a-chunk-1.json": ({}, CONTROL),
    "03-mig-only.json": ({}, {"installed": 4, "unobserved": 1, "allocated_rate": None}),
    "03b-mig-mixed.json": ({}, {"installed": 8, "coverage_busy": 0.5, "allocated_rate": 0.5, "effective": 0.225}),
    "04-dcgm-blanks.json": ({}, {"installed": 8, "allocated_rate": 0.75, "coverage_busy": 0.75}),
    "07-victoriametrics-export.jsonl": ({}, {"installed": 8, "allocated_rate": 0.5, "effective": 0.2}),
    "08-grafana-series-rows-semicolon.csv": ({}, {**HALF, "zones": {"+08:00"}}),
    "08b-grafana-wide.csv": ({}, {"installed": 8, "allocated_rate": None, "coverage_busy": 1}),
    "10-time-slicing-three-pods.json": ({}, {"installed": 4, "allocated_rate": 0.5}),
    "11-dcgm-exporter-1x-lowercase.json": ({}, HALF),
    "11b-nvidia-gpu-exporter.json": ({}, {"installed": 8, "allocated_rate": None, "coverage_busy": 1}),
    "13-npu-old-labels.json": ({}, {"out_of_service": 0.25, "idle_rate": None, "allocated_rate": None, "unallocated_rate": None}),
    "13c-npu-camelcase-labels.json": ({}, {"installed": 4, "allocated_rate": 0.5}),
    "14b-nvidia-smi-two-hosts-index.csv": (ALL, {"installed": 16, "idle_rate": 0.5}),
    "15-nvidia-smi-na.csv": (ALL, {"installed": 8, "coverage_busy": 0.375, "idle_rate": 0}),
    "15b-nvidia-smi-all-na.csv": (ALL, {"installed": 8, "unobserved": 1, "idle_rate": None, "allocated_rate": None}),
    "29-two-exporters-control.json": ({}, {"installed": 8, "allocated_rate": 0.5}),
    "36-hygon-dcu-prometheus.csv": ({}, {**HALF, "zones": {"+08:00"}}),
}
"""By the files of one upload: what is stated of them, and what is seen. All are of two hours."""
REFUSED = {
    "06-avg-over-time-no-name.json": ("no metric name", "没有指标名"),
    "09-exposition.txt": ("/metrics", "query_range"),
    "14-nvidia-smi-no-index.csv": ("Add index or uuid to --query-gpu", "加入 index 或 uuid"),
    "16-nvidia-smi-dmon.txt": ("a screen of nvidia-smi dmon", "--query-gpu"),
    "25-kubecost-allocation.csv": ("Kubecost", "装机"),
    "26-runai-consumption.csv": ("Run:ai", "装机"),
    "37-npu-smi-info.txt": ("npu-smi info", "npu_chip_info_health_status"),
}


@pytest.mark.reference
@pytest.mark.parametrize("names", RIGHT)
def test_a_file_of_the_field_gives_its_right_value(reference, seen, names):
    stated, right = RIGHT[names]
    found = seen(*(reference / "field" / "telemetry" / name for name in names.split()), **stated)
    assert {name: found.get(name) for name in right} == right
    assert len(found["hours"]) == 2


@pytest.mark.reference
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_from_which_nothing_follows_is_named(reference, name):
    with pytest.raises(Refused) as refused:
        reading(reference / "field" / "telemetry" / name)
    english, chinese = REFUSED[name]
    assert english in sentence(refused.value.problems[0], "en")
    assert chinese in sentence(refused.value.problems[0], "zh")


@pytest.mark.reference
def test_slices_are_said_and_no_metric_is_called_unknown(reference, seen):
    for name in ("03-mig-only.json", "03b-mig-mixed.json"):
        assert "read.prometheus_slices" in seen(reference / "field" / "telemetry" / name)["notes"]
