"""Cards, holders, slices and counters as exporters of all kinds label them; hand-worked, two hours at a sample a minute."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.read import File, reading, reading_of
from data.schema import Refused

START = 1_772_366_400  # 2026-03-01 12:00 UTC
UTIL, SM = "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_PROF_SM_ACTIVE"
STEPS = [f"{step}_card_hours" for step in ("installed", "available", "allocated", "busy", "effective")]


def series(value, first=0, last=120, name=UTIL, **labels):
    """One series of whole minutes from `first` to `last`; `value` is a number or a function of the minute."""
    at = value if callable(value) else lambda _: value
    labels = {key: text for key, text in labels.items() if text is not None}
    return {"metric": {"__name__": name, **labels}, "values": [[START + 60 * m, str(at(m))] for m in range(first, last)]}


def gpu(n, value, first=0, last=120, name=UTIL, **labels):
    given = {"UUID": f"GPU-{n}", "gpu": str(n % 4), "modelName": "A800", "Hostname": f"node{n // 4}", "instance": f"10.0.0.{n // 4}:9400"}
    return series(value, first, last, name, **{**given, **labels})


@pytest.fixture
def read(tmp_path):
    """Return the rows of files of series, read as one: per hour the card-hours by step, observed minutes and counter."""

    def _read(*files):
        paths = [tmp_path / f"{number}.json" for number in range(len(files))]
        for path, each in zip(paths, files, strict=True):
            path.write_text(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": each}}))
        return reading_of([File(path, path.name) for path in paths])

    return _read


def rows(found):
    frame = found.tables[0].frame.sort_values(["pool", "hour"])[["pool", "hour", *STEPS, "observed_minutes", "counter"]]
    return [tuple(None if value != value or value is None else value for value in row) for row in frame.astype(object).to_numpy()]


def hours(found):
    """Each hour's (installed, allocated, busy, observed minutes)."""
    return [(row[2], row[4], row[5], round(row[7], 6)) for row in rows(found)]


def code(read, *files):
    with pytest.raises(Refused) as refused:
        read(*files)
    return refused.value.problems[0].code


# Identity


def test_a_restart_of_the_exporter_does_not_double_cards_with_a_uuid(read):
    halves = [gpu(n, 50, *span, Hostname=f"exporter-{pod}", instance=f"{ip}:9400") for n in range(4) for span, pod, ip in PARTS]
    assert [row[0] for row in hours(read(halves))] == [4, 4]


PARTS = (((0, 60), "7xk2p", "10.1.0.7"), ((60, 120), "b9zzq", "10.1.0.9"))


def test_without_a_uuid_a_restart_is_refused_and_hosts_seen_side_by_side_are_not(read):
    def bare(n, span, ip):
        return series(50, *span, gpu=str(n), instance=f"{ip}:9400", modelName="A800")

    assert code(read, [bare(n, span, ip) for n in range(4) for span, _, ip in PARTS]) == "read.prometheus_restarts"
    side = [bare(n, (0, 120), ip) for n in range(4) for *_, ip in PARTS]
    assert [row[0] for row in hours(read(side))] == [8, 8]


def test_a_restart_is_refused_as_well_where_a_uuid_is_given_after_it_alone(read):
    (before, _, ip), (after, _, other) = PARTS
    first = series(50, *before, gpu="0", instance=f"{ip}:9400", modelName="A800")
    second = [series(50, *after, gpu="0", instance=f"{other}:9400", modelName="A800", **uuid) for uuid in ({}, {"UUID": "GPU-1"})]
    assert code(read, [first, second[1]]) == "read.prometheus_restarts"
    assert code(read, [first, second[0]]) == "read.prometheus_restarts"


def test_a_lasting_host_name_is_trusted_before_the_exporters_pod(read):
    halves = [
        series(50, *span, gpu=str(n), Hostname=f"dcgm-exporter-{pod}", node="node1", instance=f"{ip}:9400", modelName="A800")
        for n in range(4)
        for span, pod, ip in PARTS
    ]
    assert [row[0] for row in hours(read(halves))] == [4, 4]


def test_a_metric_without_the_uuid_is_joined_by_host_and_number(read):
    health = {"name": "npu_chip_info_health_status", "id": "0", "instance": "10.0.0.1:8082"}
    both = series(50, name="npu_chip_info_utilization", id="0", vdie_id="D0", instance="10.0.0.1:8082", model_name="910B")
    assert [row[2:4] for row in rows(read([both, series(0, **health)]))] == [(1, 0), (1, 0)]


@pytest.mark.parametrize("labels", [{"gpu": "0"}, {"Hostname": "node1"}, {"modelName": "A800"}, {"UUID": "MIG-0123", "GPU_I_ID": "1"}])
def test_cards_that_cannot_be_told_apart_are_refused(read, labels):
    assert code(read, [series(50, **labels)]) == "read.prometheus_cards"


def test_two_different_readings_of_one_moment_are_refused_and_the_same_again_is_nothing(read):
    once = [gpu(0, 50, job="a", exported_pod="p"), gpu(1, 0, job="a")]
    same = [gpu(0, 50, job="b", Hostname="dcgm-6ldbb"), gpu(1, 0, job="b", Hostname="dcgm-6ldbb")]
    assert hours(read(once + same)) == hours(read(once))
    assert code(read, [*once, gpu(0, lambda m: 50 + (m == 77), job="b")]) == "read.prometheus_two_readings"


# Allocation


def test_the_scrapers_pod_is_nobody_whatever_it_is_called(read):
    scraper = {"pod": "gpu-metrics-7xk2p", "namespace": "infra", "job": "gpu-metrics"}
    cards = [gpu(n, 50 * (n < 1), exported_pod=f"train-{n}" if n < 2 else None, **scraper) for n in range(4)]
    assert hours(read(cards)) == [(4, 2, 1, 60)] * 2


@pytest.mark.parametrize(
    "labels",
    [{"pod": "gpu-metrics-7xk2p"}, {"pod": "watcher", "namespace": "monitoring"}, {"pod": "dcgm-0"}, {"pod": "x", "Hostname": "x"}],
)
def test_where_only_the_scraper_names_a_pod_allocation_is_unknown_and_said(read, labels):
    found = read([gpu(n, 50, **labels) for n in range(4)])
    assert [row[1] for row in hours(found)] == [None, None]
    assert "read.prometheus_own_pod" in {note.code for note in found.notes}


def test_pods_of_honoured_labels_are_the_workloads(read):
    cards = [gpu(0, 50, pod="job-x7k2p"), gpu(1, 0, pod="job-b9zzq"), gpu(2, 0), gpu(3, 0)]
    assert hours(read(cards)) == [(4, 2, 1, 60)] * 2
    assert hours(read([gpu(n, 50, pod="train-0") for n in range(4)])) == [(4, 4, 4, 60)] * 2


def test_a_pool_without_pod_labels_is_unknown_beside_one_that_has_them(read):
    other = [gpu(n, 0, modelName="H800") for n in (4, 5)]
    found = rows(read([gpu(0, 50, exported_pod="a"), gpu(1, 0), *other]))
    assert [(row[0], row[4], row[5]) for row in found] == [("A800", 1, 1)] * 2 + [("H800", None, 0)] * 2


def test_an_exporter_that_never_names_a_workload_says_nothing_of_its_cards(read):
    """Half of the cards are scraped by a job that maps no pods: they are unobserved, and not free."""
    cards = [gpu(0, 50, job="a", exported_pod="p"), gpu(1, 0, job="a"), gpu(4, 0, job="b"), gpu(5, 0, job="b")]
    assert hours(read(cards)) == [(4, 1, 1, 30)] * 2


@pytest.mark.parametrize("label", ["exported_pod", "pod_name", "podName", "exported_namespace", "hpc_job"])
def test_a_workload_is_named_by_any_of_its_own_labels(read, label):
    assert hours(read([gpu(0, 50, **{label: "w"}), gpu(1, 0)])) == [(2, 1, 1, 60)] * 2


# Slices


@pytest.mark.parametrize("cut", [{"GPU_I_ID": "1", "GPU_I_PROFILE": "3g.40gb"}, {"GPU_I_PROFILE": "1g.10gb"}, {"vnpu_id": "100"}])
def test_a_divided_card_is_installed_and_unobserved(read, cut):
    whole = [gpu(0, 90, exported_pod="q"), gpu(1, 0)]
    slices = [gpu(n, 50, exported_pod="s", **{key: f"{text}{part}" for key, text in cut.items()}) for n in (2, 3) for part in "ab"]
    found = read(whole + slices)
    assert hours(found) == [(4, 1, 1, 30)] * 2
    assert next(note for note in found.notes if note.code == "read.prometheus_slices").values == {"count": 4, "cards": 2}


def test_a_card_is_unobserved_only_for_as_long_as_it_is_divided(read):
    card = [gpu(0, 90, 0, 60, exported_pod="q"), gpu(0, 50, 60, 120, GPU_I_ID="1", exported_pod="s")]
    assert hours(read([*card, gpu(1, 0)])) == [(2, 1, 1, 60), (2, 0, 0, 30)]


def test_three_pods_on_one_card_are_one_card(read):
    assert hours(read([*(gpu(0, 70, exported_pod=f"p{n}") for n in range(3)), gpu(1, 0)])) == [(2, 1, 1, 60)] * 2


# Counters


def test_the_best_counter_that_every_card_has_counts(read):
    """Two hosts, and the finer counter on one of them: the coarser one has all cards."""
    cards = [gpu(n, 60, exported_pod="p") for n in (0, 4)]
    found = rows(read([*cards, gpu(0, 0.3, name=SM, exported_pod="p")]))
    assert [(row[6], row[7], row[8]) for row in found] == [(1.2, 60, UTIL)] * 2


def test_where_no_counter_has_all_cards_the_others_are_unobserved(read):
    found = rows(read([gpu(0, 60, exported_pod="p"), gpu(4, 0.3, name=SM, exported_pod="p"), gpu(5, 0.3, name=SM, exported_pod="p")]))
    assert [(row[2], row[6], round(row[7], 6), row[8]) for row in found] == [(3, 0.6, 40, SM)] * 2


def test_allocation_is_known_of_cards_whose_use_is_not_and_counts_beside(read):
    """Of four cards the exporter of the second host gives the memory alone; three are held."""
    memory = {"name": "DCGM_FI_DEV_FB_USED"}
    of_use = [gpu(0, 60, exported_pod="p"), gpu(1, 0)]
    found = read([*of_use, gpu(4, 900, exported_pod="p", **memory), gpu(5, 900, exported_pod="q", **memory)])
    assert hours(found) == [(4, 1, 1, 30)] * 2
    frame = found.tables[0].frame
    assert frame["allocation_only_minutes"].tolist() == [30, 30]
    assert frame["allocation_only_allocated_card_hours"].tolist() == [2, 2]
    assert frame["allocation_only_available_card_hours"].isna().all()


def test_the_counter_is_chosen_hour_by_hour(read):
    found = rows(read([gpu(0, 60, exported_pod="p"), gpu(0, 0.3, 60, 120, name=SM, exported_pod="p")]))
    assert [(round(row[6], 6), row[8]) for row in found] == [(0.6, UTIL), (0.3, SM)]


def test_a_counter_that_never_moves_beside_one_that_does_is_suspect_and_left_out(read):
    moving = gpu(0, lambda m: 40 + m % 20, exported_pod="p")
    found = read([moving, gpu(0, 0, name=SM, exported_pod="p")])
    assert {row[8] for row in rows(found)} == {UTIL}
    assert found.tables[0].frame["still_counter"].tolist() == [SM, SM]
    note = next(note for note in found.notes if note.code == "read.counter_suspect")
    assert note.values == {"found": SM, "cards": 1, "other": UTIL}
    assert {row[8] for row in rows(read([moving, gpu(0, lambda m: 0.3 + m % 2 / 10, name=SM, exported_pod="p")]))} == {SM}


def test_only_the_hours_in_which_a_counter_stands_still_are_suspect(read):
    moving = gpu(0, lambda m: 40 + m % 20, exported_pod="p")
    found = read([moving, gpu(0, lambda m: 0 if m < 60 else 0.3 + m % 2 / 10, name=SM, exported_pod="p")])
    assert found.tables[0].frame.sort_values("hour")["still_counter"].fillna("").tolist() == [SM, ""]


# Several files


CARDS = [
    *(gpu(n, lambda m, n=n: (7 * n + m) % 100, exported_pod=f"p{n}" if n % 2 else None) for n in range(6)),
    *(gpu(n, lambda m, n=n: ((3 * n + m) % 50) / 100, name=SM, exported_pod=f"p{n}" if n % 2 else None) for n in range(6)),
    gpu(6, 5, GPU_I_ID="1"),
    gpu(7, 0, 30, 90, modelName="H800"),
]


@settings(max_examples=4, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=len(CARDS) * 3, max_size=len(CARDS) * 3), st.integers(1, 118), st.integers(0, 120))
def test_a_query_split_anywhere_gives_the_whole_in_any_order(tmp_path_factory, places, one, other):
    """By time, by card and by metric at once: each piece of each series goes into one of three files; a file twice changes nothing."""
    folder = tmp_path_factory.mktemp("split")
    cuts = [START + 60 * minute for minute in sorted((one, other))]
    files = [[], [], []]
    for number, each in enumerate(CARDS):
        for part, (since, until) in enumerate(((0, cuts[0]), (cuts[0], cuts[1]), (cuts[1], 2e9))):
            values = [value for value in each["values"] if since <= value[0] < until]
            if values:
                files[places[3 * number + part]].append({"metric": each["metric"], "values": values})
    paths = [folder / f"{number}.json" for number in range(3)]
    for path, found in zip(paths, files, strict=True):
        path.write_text(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": found}}))
    (folder / "whole.json").write_text(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": CARDS}}))
    there = [File(path, path.name) for path, found in zip(paths, files, strict=True) if found]
    want = rows(reading(folder / "whole.json"))
    assert rows(reading_of(there)) == want
    assert rows(reading_of([*reversed(there), there[0]])) == want


@settings(max_examples=4, deadline=None)
@given(st.lists(st.sampled_from(range(len(CARDS))), min_size=1, max_size=6, unique=True), st.integers(0, 100))
def test_another_card_or_host_of_its_own_pool_never_changes_what_is_said_of_the_others(tmp_path_factory, chosen, value):
    folder = tmp_path_factory.mktemp("more")
    found = [CARDS[number] for number in chosen]
    more = [*found, gpu(44, value, modelName="B200", exported_pod="p"), gpu(45, 0, 60, 240, modelName="B200")]
    for name, result in (("some", found), ("more", more)):
        (folder / name).write_text(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}))
    some, whole = rows(reading(folder / "some")), rows(reading(folder / "more"))
    assert [row for row in whole if row[0] != "B200"] == some


def test_an_hour_more_never_changes_what_is_said_of_the_others(read):
    later = [gpu(n, 0.9, 120, 180, name=SM, exported_pod="p") for n in range(6)]
    before, after = rows(read(CARDS)), rows(read(CARDS, later))
    kept = [row for row in after if row[1] < before[-1][1].__class__("2026-03-01 14:00")]
    assert [row[:4] for row in kept] == [row[:4] for row in before]
    assert [row[4:] for row in kept] == [row[4:] for row in before]


# Forms


WIDE = 'Time,"{name}{{UUID=""GPU-0"", gpu=""0"", modelName=""A800""}}","{name}{{UUID=""GPU-1"", gpu=""1"", modelName=""A800""}}"\n'


@pytest.mark.parametrize(("cells", "name"), [("60%,0%", UTIL), ("60,0", UTIL), ("0.6,0", SM), ("60%,0 %", SM)])
def test_a_wide_csv_is_read_and_a_percent_sign_is_a_percent_of_any_counter(tmp_path, cells, name):
    lines = "".join(f"2026-03-01 {12 + m // 60}:{m % 60:02}:00,{cells}\n" for m in range(120))
    (tmp_path / "wide.csv").write_text(WIDE.format(name=name) + lines)
    found = rows(reading(tmp_path / "wide.csv"))
    assert [(row[2], row[5], round(row[6], 6)) for row in found] == [(2, 1, 0.6)] * 2


def test_a_column_called_name_is_the_model_where_another_names_the_metric(tmp_path):
    head = "timestamp,metric,value,device_id,node,name,exported_pod\n"
    lines = "".join(
        f"2026-03-01T{12 + m // 60}:{m % 60:02}:00+08:00,dcu_utilizationrate,{60 * (card < 1)},T{card},n1,K100_AI,{'p' * (card < 1)}\n"
        for m in range(120)
        for card in range(2)
    )
    (tmp_path / "dcu.csv").write_text(head + lines)
    assert [(row[0], row[2], row[4], row[5]) for row in rows(reading(tmp_path / "dcu.csv"))] == [("K100_AI", 2, 1, 1)] * 2


def test_lines_as_victoriametrics_exports_them_are_read_in_parts(tmp_path):
    def line(n, value, first, last):
        labels = gpu(n, 0, exported_pod="p" if value else None)["metric"]
        return json.dumps(
            {"metric": labels, "values": [value] * (last - first), "timestamps": [1000 * (START + 60 * m) for m in range(first, last)]}
        )

    lines = [line(n, 40.0 * (n < 1), *span) for n in range(2) for span in ((0, 50), (50, 120))]
    (tmp_path / "export.jsonl").write_text("\n".join(lines))
    assert hours(reading(tmp_path / "export.jsonl")) == [(2, 1, 1, 60)] * 2


@pytest.mark.parametrize("value", ["1" * 400, "1e400", "-1", "Inf", "NaN", "2147483632", "4294967295", "140737488355328"])
def test_a_value_that_cannot_be_is_unknown_and_no_hundred_percent(read, value):
    assert hours(read([gpu(0, lambda m: value if m % 4 == 0 else 60, exported_pod="p")])) == [(1, 0.75, 0.75, 45)] * 2


def test_a_label_of_many_letters_is_gone_through_once(tmp_path):
    """From each of its letters anew this would take hours."""
    cell = f'{UTIL}{{{"A" * 300_000},UUID=""GPU-0"",modelName=""A800""}}'
    (tmp_path / "long.csv").write_text("time,value,series\n" + "".join(f'{START + 60 * m},60,"{cell}"\n' for m in range(2)))
    assert [row[2] for row in rows(reading(tmp_path / "long.csv"))] == [1]
