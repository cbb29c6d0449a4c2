"""Raw telemetry in Parquet -> rows of usage: hand-worked hours, the readers' figures, resuming, and what is refused."""

import datetime as dt
import random
import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest

import cli
from data.read.samples import pool_hours
from data.rollup.engine import DuckDB
from data.rollup.partitions import partitioned
from data.rollup.run import run
from data.schema import Refused
from data.store import open_snapshot
from i18n.problem import sentence
from tests.telemetry.cards import card_hours, made_cards
from tests.telemetry.case import DAY, Case
from tests.telemetry.outcome import other_rows
from tests.telemetry.prometheus import slices

START = pd.Timestamp("2026-03-01")
STEPS = [f"{step}_card_hours" for step in ("installed", "available", "allocated", "busy", "effective")]


@pytest.fixture(autouse=True)
def _day_by_day(monkeypatch):
    """However few samples a day has, it is a partition of its own."""
    monkeypatch.setattr(DuckDB, "at_once", 1)


def minutes(cards, count, **columns):
    """One row per card and minute from START on, in one pool."""
    rows = [{"cluster": "C", "pool": "P", "card": card, "time": START + pd.Timedelta(minutes=m)} for m in range(count) for card in cards]
    return pd.DataFrame(rows).assign(**{"utilization": 0.5, "allocated": True, "available": True, **columns})


def usage_of(frame, folder, *options, source=None):
    path = folder / "raw.parquet"
    if frame is not None:
        frame.to_parquet(path, index=False)
    said = []
    out, _ = run(str(source or path), folder / "out.parquet", "duckdb", options, said.append)
    return pd.read_parquet(out), [problem.code for problem in said]


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


def test_ten_cards_at_four_percent_are_held_idle_throughout(tmp_path):
    hour = only(usage_of(minutes([f"g{n}" for n in range(10)], 60, utilization=0.04), tmp_path)[0])
    assert hour[STEPS].tolist() == [10, 10, 10, 0, 0]
    assert (hour["observed_minutes"], hour["sample_minutes"]) == (60, 1)


def test_after_a_last_sample_at_19_past_forty_minutes_are_unobserved(tmp_path):
    hour = only(usage_of(minutes(["g"], 20), tmp_path)[0])
    assert (hour["installed_card_hours"], hour["observed_minutes"]) == (1, 20)
    assert hour["allocated_card_hours"] == pytest.approx(1 / 3)
    assert hour["effective_card_hours"] == pytest.approx(1 / 6)


def test_a_sample_before_midnight_counts_on_both_days(tmp_path):
    """Every 40 minutes from 23:20: 40 minutes in the first hour, 60 in each of the two that follow."""
    times = pd.Timestamp("2026-03-01 23:20") + pd.to_timedelta([0, 40, 80, 120], unit="min")
    frame = pd.DataFrame({"cluster": "C", "pool": "P", "card": "g", "time": times, "utilization": 1.0})
    hours, said = usage_of(frame, tmp_path)
    assert hours["observed_minutes"].tolist() == pytest.approx([40, 60, 60])
    assert hours["hour"].dt.strftime("%d %H").tolist() == ["01 23", "02 00", "02 01"]
    assert said.count("rollup.day_done") == 2


def test_the_figures_are_those_of_the_readers(telemetry, tmp_path):
    """The readers take all samples at once and put those of one moment in the order of rows."""
    raw = pd.concat(map(pd.read_parquet, sorted(telemetry.glob("*.parquet"))))
    ordered = raw.assign(allocated=raw["job_id"].notna()).sort_values(["timestamp", "health", "allocated", "utilization (%)"])
    frame = pd.DataFrame(
        {
            "cluster": ordered["cluster"],
            "pool": ordered["vc"],
            "card": ordered["uuid"],
            "time": ordered["timestamp"],
            "utilization": ordered["utilization (%)"] / 100,
            "available": ordered["health"],
            "allocated": ordered["allocated"].astype(float),
            "counter": "utilization (%)",
            "row": range(len(ordered)),
        }
    )
    read, rolled = pool_hours(frame), usage_of(None, tmp_path, source=telemetry)[0]
    names = ["pool", "hour", *STEPS, "observed_minutes", "sample_minutes", "counter"]
    expected = read.sort_values(["pool", "hour"], ignore_index=True)[names]
    pd.testing.assert_frame_equal(rolled[names], expected, check_dtype=False, rtol=1e-9)


def test_the_figures_are_those_of_adding_sample_by_sample(telemetry, tmp_path):
    """Written down from the definition, card by card and sample by sample."""
    rolled = usage_of(None, tmp_path, source=telemetry)[0].set_index(["pool", "hour"])
    raw = pd.concat(map(pd.read_parquet, telemetry.glob("*.parquet"))).assign(held=lambda each: each["job_id"].notna())
    raw = raw.sort_values(["timestamp", "health", "held", "utilization (%)"], na_position="first")
    interval = rolled["sample_minutes"].groupby("pool").first()
    sums = dict.fromkeys(rolled.index, 0.0)
    for (pool, _), card in raw.groupby(["vc", "uuid"]):
        times = card["timestamp"].tolist()
        own = own_interval(times)
        for number, sample in enumerate(card.itertuples(index=False)):
            step = times[number + 1] - times[number] if number + 1 < len(times) else own
            end, at = times[number] + min(step, 3 * own), times[number]
            known = sample.health == 0 or not np.isnan(sample[5])
            while at < end and known and sample.health == 1 and sample.held:
                hour = at.floor("h")
                if (pool, hour) not in sums:  # A last sample that reaches past the record's last hour.
                    break
                sums[pool, hour] += (min(end, hour + pd.Timedelta(hours=1)) - at) / pd.Timedelta(hours=1)
                at = hour + pd.Timedelta(hours=1)
    assert interval.between(4.9, 5.1).all()
    assert rolled["allocated_card_hours"].fillna(0).tolist() == pytest.approx(list(sums.values()), abs=1e-8)


def own_interval(times):
    """The median step in the twelve hours that are probed of the record's 48."""
    hours = [START + pd.Timedelta(hours=hour) for hour in (0, 4, 8, 12, 17, 21, 25, 29, 34, 38, 42, 47)]
    steps = pd.Series([at for at in times if at.floor("h") in hours]).diff()
    return steps[(steps > pd.Timedelta(0)) & (steps <= pd.Timedelta(hours=1))].median()


def test_percent_and_fraction_numbers_and_instants_jobs_and_flags_give_the_same(tmp_path):
    plain = minutes(["a", "b"], 90, utilization=np.tile([0.5, 0.01], 90), allocated=np.arange(180) % 3 > 0)
    nanoseconds = plain["time"].astype("datetime64[ns]").astype("int64")
    alike = {
        "percent": plain.assign(utilization=plain["utilization"] * 100),
        "seconds": plain.assign(time=nanoseconds // 10**9),
        "float seconds": plain.assign(time=nanoseconds / 1e9),
        "milliseconds": plain.assign(time=nanoseconds // 10**6),
        "nanoseconds": plain.assign(time=nanoseconds),
        "zoned": plain.assign(time=plain["time"].dt.tz_localize("UTC")),
        "nanosecond instants": plain.assign(time=plain["time"].astype("datetime64[ns]")),
        "text": plain.assign(time=plain["time"].astype(str), utilization=plain["utilization"].astype(str)),
        "jobs": plain.assign(allocated=np.where(plain["allocated"], "job 7", "")).rename(columns={"allocated": "job_id"}),
        "words for no job": plain.assign(allocated=np.where(plain["allocated"], "job 7", "<none>")).rename(columns={"allocated": "job_id"}),
        "words": plain.assign(available="healthy"),
        "shuffled": plain.sample(frac=1, random_state=1),
    }
    expected = usage_of(plain, tmp_path)[0]
    for name, frame in alike.items():
        (tmp_path / name).mkdir()
        found = usage_of(frame, tmp_path / name)[0]
        pd.testing.assert_frame_equal(found[["hour", *STEPS]], expected[["hour", *STEPS]], obj=name)
        counted = pd.api.types.is_numeric_dtype(frame["time"]) or name == "zoned"
        assert found["zone"].isin(["UTC"]).all() == counted, name


def test_columns_are_mapped_and_constants_set_as_asked(tmp_path):
    frame = minutes(["a"], 60).drop(columns=["cluster", "pool", "utilization"]).assign(load=40.0, rack="r1", host="h")
    hour = only(usage_of(frame, tmp_path, "cluster==A1", "pool=rack", "utilization=load[%]", "zone==Asia/Shanghai", "model==H100")[0])
    assert hour[["cluster", "pool", "zone", "card", "counter"]].tolist() == ["A1", "r1", "Asia/Shanghai", "H100", "load"]
    assert hour["effective_card_hours"] == pytest.approx(0.4)


def test_what_exporters_write_for_unknown_is_unknown(tmp_path):
    frame = minutes(["a", "b"], 60, utilization=np.tile([50, 2.0**63], 60), available=np.tile([1, -1], 60))
    hour = only(usage_of(frame, tmp_path)[0])
    assert hour[STEPS].tolist() == [2, 1, 1, 1, 0.5]
    assert hour["observed_minutes"] == 30


def test_a_second_run_skips_what_is_finished_and_never_counts_what_is_half_written(telemetry, tmp_path):
    first, _ = usage_of(None, tmp_path, source=telemetry)
    parts = tmp_path / "out.parquet.parts"
    (parts / "2026-03-02.parquet").unlink()
    (parts / "2026-03-02.parquet.part").write_bytes(b"PAR1 and no more")
    (tmp_path / "out.parquet").unlink()
    again, said = usage_of(None, tmp_path, source=telemetry)
    assert [code for code in said if "day" in code] == ["rollup.day_there", "rollup.day_done"]
    assert "rollup.surveying" not in said
    pd.testing.assert_frame_equal(first, again)


def test_small_days_are_taken_together_and_give_the_same_figures(telemetry, tmp_path, monkeypatch):
    apart, _ = usage_of(None, tmp_path, source=telemetry)
    shutil.rmtree(tmp_path / "out.parquet.parts")
    monkeypatch.setattr(DuckDB, "at_once", 10_000)
    together, said = usage_of(None, tmp_path, source=telemetry)
    assert said.count("rollup.day_done") == 1
    pd.testing.assert_frame_equal(apart, together, rtol=1e-12)


def test_a_partition_has_whole_days_and_no_more_than_it_may_unless_one_has():
    days = pd.DataFrame({"day": [0, 1, 2, 3, 5], "samples": [4, 4, 9, 20, 1]})
    assert partitioned(days, 10) == [(0, 1, 8), (2, 2, 9), (3, 3, 20), (5, 5, 1)]


def test_a_run_that_breaks_off_goes_on_where_it_was(telemetry, tmp_path):
    def broken(problem):
        if problem.code == "rollup.day_done":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(str(telemetry), tmp_path / "out.parquet", "duckdb", (), broken)
    assert not (tmp_path / "out.parquet").exists()
    _, said = usage_of(None, tmp_path, source=telemetry)
    assert [code for code in said if "day" in code] == ["rollup.day_there", "rollup.day_done"]


def test_where_the_source_has_changed_all_is_made_anew(telemetry, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(telemetry, source)
    before, _ = usage_of(None, tmp_path, source=source)
    next(iter(sorted(source.glob("*.parquet")))).unlink()
    after, said = usage_of(None, tmp_path, source=source)
    assert "rollup.anew" in said
    assert "rollup.day_there" not in said
    assert len(after) < len(before)


def test_files_a_folder_and_a_glob_are_read(telemetry, tmp_path):
    folder, _ = usage_of(None, tmp_path, source=telemetry)
    matched, _ = usage_of(None, tmp_path, source=f"{telemetry}/2026-*.parquet")
    one, _ = usage_of(None, tmp_path, source=f"{telemetry}/2026-03-01.parquet")
    pd.testing.assert_frame_equal(folder, matched)
    assert len(one) < len(folder)


def test_the_table_usage_of_a_database_is_made_anew(telemetry, tmp_path):
    target = tmp_path / "out.duckdb"
    for _ in range(2):
        assert cli.main(["rollup", str(telemetry), "-o", str(target), "--lang", "en"]) == 0
    with duckdb.connect(str(target), read_only=True) as found:
        assert found.execute("select count(*), min(hour) from usage").fetchone() == (96, START.to_pydatetime())


def test_the_observatory_takes_the_rows_as_an_upload(database, telemetry, capsys):
    assert cli.main(["rollup", str(telemetry), "-o", str(database), "--map", "pool=vc", "--map", "owner==Lab", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    assert "1/2  2026-03-01：" in said.err
    assert "已将 96 个资源池小时写入" in said.out
    tables = open_snapshot(database).tables("local")
    assert tables.size("usage") == 7440 + 96


def test_another_observatory_is_not_written_into(telemetry, tmp_path):
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as made:
        made.execute("create table uploads (number bigint)")
    with pytest.raises(Refused) as refused:
        run(str(telemetry), other, "duckdb", (), lambda said: None)
    assert "SUANLI_DATABASE" in sentence(refused.value.problems[0], "en")


def small(folder, name="raw.parquet", **columns):
    minutes(["g"], 3, **columns).to_parquet(folder / name, index=False)
    return folder / name


def test_cards_of_which_slices_are_sampled_are_installed_and_unobserved(tmp_path):
    """One whole card, one of two slices in the older form of UUID, one of two slices in a column of their own."""
    whole = minutes(["GPU-a"], 60)
    old = minutes(["MIG-GPU-b/1/0", "MIG-GPU-b/2/0"], 60)
    own = pd.concat([minutes(["GPU-c"], 60, GPU_I_ID=number) for number in ("1", "2")])
    found, said = usage_of(pd.concat([whole, old, own]), tmp_path)
    assert only(found)[STEPS].tolist() == pytest.approx([3, 1, 1, 1, 0.5])
    assert (only(found)["observed_minutes"], "rollup.slices" in said) == (pytest.approx(20), True)


def with_counters(folder, **columns):
    """A card whose SM counter is at 0 throughout while another one moves."""
    path = folder / "raw.parquet"
    frame = minutes(["g"], 60).drop(columns="utilization")
    moving = [40 + n % 20 for n in range(60)]
    frame.assign(**{"DCGM_FI_DEV_GPU_UTIL": moving, "DCGM_FI_PROF_SM_ACTIVE": 0.0, **columns}).to_parquet(path, index=False)
    return path


def test_a_counter_that_stands_still_is_refused_and_the_one_that_moves_is_read(tmp_path):
    source = with_counters(tmp_path)
    with pytest.raises(Refused) as refused:
        usage_of(None, tmp_path, "utilization=DCGM_FI_PROF_SM_ACTIVE", source=source)
    assert "--map utilization=DCGM_FI_DEV_GPU_UTIL" in sentence(refused.value.problems[0], "en")
    found, _ = usage_of(None, tmp_path, "utilization=DCGM_FI_DEV_GPU_UTIL", source=source)
    assert only(found)["effective_card_hours"] == pytest.approx(0.495)
    both = {"DCGM_FI_PROF_SM_ACTIVE": [0.2 + n % 3 / 20 for n in range(60)]}
    found, _ = usage_of(None, tmp_path, "utilization=DCGM_FI_PROF_SM_ACTIVE", source=with_counters(tmp_path, **both))
    assert only(found)["busy_card_hours"] == 1


def sampled(chance):
    """Cards made at random as tests/telemetry makes them for the readers, and the rows of their samples, some of slices, some blank."""
    cards, rows = made_cards(chance, ["A800", "H800"], "X"), []
    slices(chance, cards, False)
    blanks = chance.choice((0, 0.05))
    for card in cards:
        for at, sample in card.samples.items():
            sample.up = None if chance.random() < blanks else 1
            told = {"utilization": None if chance.random() < blanks else sample.use, "allocated": sample.held, "available": sample.up}
            place = {"cluster": "X", "pool": card.pool, "card": card.uuid, "time": DAY + dt.timedelta(seconds=30 * at)}
            rows += [{**place, **told, "GPU_I_ID": part} for part in (("1", "2") if sample.cut else (None,))]
            sample.use = None if sample.cut else told["utilization"]
            sample.held = None if sample.cut else sample.held
    return cards, rows


@pytest.mark.parametrize("seed", range(8))
def test_a_rollup_of_generated_samples_is_their_truth_as_it_is_for_the_readers(seed, tmp_path):
    cards, rows = sampled(random.Random(f"rollup {seed}"))
    random.Random(seed).shuffle(rows)
    kinds = {"GPU_I_ID": "string", "allocated": "Int8", "available": "Int8", "utilization": "float64"}
    found, _ = usage_of(pd.DataFrame(rows).astype(kinds), tmp_path)
    assert list(other_rows(found, Case({}, card_hours(cards)))) == []


def two_counters(folder):
    path = small(folder)
    frame = pd.read_parquet(path)
    pd.concat([frame.assign(metric="A"), frame.assign(metric="B")]).to_parquet(path, index=False)
    return path


REFUSED = {
    "slices without their card": (lambda folder: (small(folder, card="MIG-7f"), "duckdb"), "slices of cards", "切分实例"),
    "rows of two counters": (lambda folder: (two_counters(folder), "duckdb"), "several counters (metric): A, B", "多个计数器"),
    "nothing there": (lambda folder: (folder / "absent", "duckdb"), "There is no file or folder", "没有文件或文件夹"),
    "a glob of nothing": (lambda folder: (folder / "*.parquet", "duckdb"), "There is no file or folder", "没有文件或文件夹"),
    "a folder of other things": (lambda folder: ((folder / "a.csv").touch() or folder, "duckdb"), "It holds: a.csv", "其中有：a.csv"),
    "a broken file": (lambda folder: ((folder / "a.parquet").write_bytes(b"PAR1x") and folder, "duckdb"), "whole Parquet", "不是完整"),
    "an object store": (lambda folder: ("s3a://bucket/raw", "duckdb"), "object store", "对象存储"),
    "missing columns": (lambda folder: (renamed(folder), "duckdb"), "recognised as Pool; Card. Columns found: cluster", "资源池、加速卡"),
    "a header that is not there": (lambda folder: (small(folder), "duckdb", "pool=rack"), "no column rack", "没有列 rack"),
    "no column of times": (lambda folder: (small(folder), "duckdb", "time==2026-03-01"), "recognised as Time", "可识别为时间"),
    "times from an own start": (lambda folder: (small(folder, time=range(3)), "duckdb"), "count from 1970", "自 1970 年起计"),
    "one sample": (lambda folder: (single(folder), "duckdb"), "two samples", "采样间隔"),
    "no rows": (lambda folder: (small(folder, card=None), "duckdb"), "No row has", "没有任何一行"),
    "another engine": (lambda folder: (small(folder), "polars"), "no engine", "计算引擎"),
}


def renamed(folder):
    path = small(folder)
    pd.read_parquet(path).rename(columns={"pool": "x", "card": "y"}).to_parquet(path, index=False)
    return path


def single(folder):
    path = small(folder)
    pd.read_parquet(path).head(1).to_parquet(path, index=False)
    return path


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_reduced_is_refused_in_both_languages(given, tmp_path, capsys):
    make, english, chinese = given
    (tmp_path / "in").mkdir()
    source, engine, *options = make(tmp_path / "in")
    command = ["rollup", str(source), "--engine", engine, "-o", str(tmp_path / "out.parquet"), *(f"--map={each}" for each in options)]
    for language, words in (("en", english), ("zh", chinese)):
        assert cli.main([*command, "--lang", language]) == 1
        assert words in capsys.readouterr().err
    assert not (tmp_path / "out.parquet").exists()


def test_an_output_of_another_kind_is_refused(tmp_path, capsys):
    for language, words in (("en", "neither Parquet nor a database"), ("zh", "既不是 Parquet 文件")):
        assert cli.main(["rollup", "x", "-o", str(tmp_path / "out.csv"), "--lang", language]) == 1
        assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "english", "chinese"),
    [
        ("pyspark", "pip install pyspark==", "未安装 Spark 引擎所需的 pyspark"),
        ("java", "Install Java", "没有 Spark 所需的 Java"),
        (None, "Nobody answers at spark://127.0.0.1:1", "spark://127.0.0.1:1 无应答"),
    ],
)
def test_a_cluster_that_cannot_be_reached_says_what_to_do(missing, english, chinese, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("data.rollup.spark.importlib.util.find_spec", lambda name: None if missing == name else name)
    monkeypatch.setattr("data.rollup.spark.shutil.which", lambda name: None if missing == name else name)
    for language, words in (("en", english), ("zh", chinese)):
        command = ["rollup", "x", "--engine", "spark://127.0.0.1:1", "-o", str(tmp_path / "out.parquet"), "--lang", language]
        assert cli.main(command) == 1
        assert words in capsys.readouterr().err
