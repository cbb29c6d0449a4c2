import json

import pandas as pd
import pytest

from data.check import checked, mapping_for
from data.mapping import Match
from data.read import reading
from data.schema import Refused
from data.tables.requests import REQUESTS
from i18n.problem import sentence

LOG = [("2026-03-01 08:15:00", 100, 10), ("2026-03-01 08:45:00", 300, 30), ("2026-03-01 10:30:00", 50, 5)]
"""Three requests in 135 minutes: 45 minutes of the first hour, the second without one, 30 minutes of the third."""


def seconds(at):
    return int(pd.Timestamp(at).timestamp())


@pytest.fixture
def read(tmp_path):
    def _read(text, name="log.csv"):
        (tmp_path / name).write_text(text)
        return reading(tmp_path / name)

    return _read


def csv(head="TIMESTAMP,ContextTokens,GeneratedTokens", write=str):
    return "\n".join([head, *(f"{write(at)},{given},{made}" for at, given, made in LOG)])


def lines(key="timestamp", write=str, **more):
    return "\n".join(json.dumps({key: write(at), "input_length": given, "output_length": made, **more}) for at, given, made in LOG)


def figures(found):
    names = ["requests", "observed_minutes", "input_tokens", "output_tokens", "median_input_tokens", "median_output_tokens"]
    return [[None if pd.isna(value) else value for value in row] for row in found.tables[0].frame[names].to_numpy()]


EXPECTED = [[2, 45, 400, 40, 200, 20], [0, 60, 0, 0, None, None], [1, 30, 50, 5, 50, 5]]


def test_requests_become_hours_of_which_the_first_and_last_are_partial(read):
    found = read(csv())
    assert (found.reader, found.dataset, found.rows_read) == ("inference", "requests", 3)
    assert figures(found) == EXPECTED
    assert set(found.tables[0].frame["interval_minutes"]) == {60}
    assert found.tables[0].frame[["service", "model", "zone", "cached_input_tokens"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "text",
    [
        csv(write=seconds),
        csv(write=lambda at: seconds(at) * 1000),
        lines(),
        lines(write=seconds),
        lines(write=lambda at: 1000 * seconds(at), hash_ids=[1, 2, 3]),
        lines("timestamp_ms", lambda at: 1000 * (seconds(at) - seconds("2026-03-01"))),
    ],
)
def test_seconds_milliseconds_and_json_lines_give_the_same(read, text):
    assert figures(read(text, "log.txt")) == EXPECTED


def test_answers_of_a_service_have_their_tokens_in_usage(read):
    used = {"prompt_tokens": 80, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 64}}
    text = "\n".join(json.dumps({"created": seconds("2026-03-01") + 60 * n, "model": "m", "usage": used}) for n in (0, 30))
    row = read(text, "log.jsonl").tables[0].frame.iloc[0]
    assert row[["model", "zone", "requests", "input_tokens", "output_tokens", "cached_input_tokens"]].tolist() == [
        "m",
        "UTC",
        2,
        160,
        40,
        128,
    ]


def test_each_service_and_model_has_rows_of_its_own(read):
    head = "time,service,model,input_tokens,output_tokens\n"
    found = read(head + "2026-03-01 00:00:00,chat,a,1,2\n2026-03-01 00:10:00,chat,b,3,4\n2026-03-01 00:30:00,code,a,5,6\n")
    assert found.tables[0].frame[["service", "model", "input_tokens", "observed_minutes"]].to_numpy().tolist() == [
        ["chat", "a", 1, 30],
        ["chat", "b", 3, 30],
        ["code", "a", 5, 30],
    ]


def test_a_table_that_is_summed_up_already_is_no_log(read):
    assert read("timestamp,requests,input_tokens,output_tokens\n2026-03-01 00:00,5,1,2\n").reader == "delimited"


def test_whole_numbers_without_a_unit_are_refused(read):
    with pytest.raises(Refused) as refused:
        read(lines(write=lambda at: seconds(at) - seconds("2026-03-01")), "log.jsonl")
    assert "timestamp_ms" in sentence(refused.value.problems[0], "en")
    assert "毫秒" in sentence(refused.value.problems[0], "zh")


def test_requests_that_cannot_be_read_are_errors_at_their_lines(read):
    found = read(lines() + '\n{"timestamp": 1, "input_length": \nnull\n', "log.jsonl")
    assert [(note.code, note.place.row) for note in found.notes if note.severity == "error"] == [
        ("read.json_line", 4),
        ("read.json_line", 5),
    ]
    assert (found.rows_read, found.rows_dropped) == (5, 2)
    assert figures(found) == EXPECTED


def test_the_medians_of_the_whole_log_are_said(read):
    note = next(note for note in read(csv()).notes if note.code == "read.inference_whole")
    assert "medians of 100 and 10" in sentence(note, "en")
    assert "中位数" in sentence(note, "zh")


def test_rows_are_complete_once_the_service_is_given(read):
    found = read(csv())
    result = checked(found, REQUESTS, mapping_for(found, REQUESTS, {"service": Match(constant="chat")})[0])
    assert not result.errors
    assert result.good["requests"].tolist() == [2, 0, 1]


@pytest.mark.reference
def test_the_azure_coding_log_gives_the_published_figures(reference):
    found = reading(reference / "traces" / "azure-llm-2023-code" / "AzureLLMInferenceTrace_code.csv")
    frame = found.tables[0].frame
    assert found.rows_read == 8_819
    assert frame["requests"].tolist() == [7_717, 1_102]
    assert frame["observed_minutes"].round(1).tolist() == [42.9, 14.3]
    assert (frame["input_tokens"].sum(), frame["output_tokens"].sum()) == (18_059_974, 245_896)
    note = next(note for note in found.notes if note.code == "read.inference_whole")
    assert (note.values["median_input"], note.values["median_output"]) == ("1,469", "13")
