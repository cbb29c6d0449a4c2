import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import sources
from data.schema import Source
from data.tables import DATASETS
from i18n import words

COUNTS = {
    "contracts": 116,
    "contract_events": 64,
    "contract_cohorts": 30,
    "investments": 28,
    "capacity": 162,
    "targets": 51,
    "centres": 189,
    "utilization_reports": 112,
    "idle_reasons": 8,
    "demand": 160,
    "events": 81,
    "prices": 209,
    "accelerators": 80,
    "regional_proxies": 92,
    "cost_inputs": 41,
}
"""Rows of each file, as the README of the record and that of its revision count them."""
UNSHIPPED = ("requests", "companies", "series", "fleet")
PROVINCES = "BJ TJ HE SX NM LN JL HL SH JS ZJ AH FJ JX SD HA HB HN GD GX HI CQ SC GZ YN XZ SN GS QH NX XJ HK MO TW"
UPLOAD = Source("upload-1", "file.csv", read_kind="upload")

ledgers = pytest.mark.parametrize("name", COUNTS)


@ledgers
def test_every_shipped_row_keeps_to_its_declaration(name, faults):
    assert faults(DATASETS[name], sources.rows(name)) == []


def test_the_shipped_telemetry_keeps_to_its_declaration(faults):
    frame = sources.rows("usage")
    assert frame["hour"].dtype == "datetime64[us]"
    assert faults(DATASETS["usage"], frame) == []


@ledgers
def test_every_row_of_the_record_is_shipped(name):
    assert len(sources.rows(name)) == COUNTS[name]


@ledgers
def test_every_row_names_its_source_and_publisher(name):
    frame = sources.rows(name)
    assert frame["source_title"].notna().all()
    assert frame["source_publisher"].notna().all()


@ledgers
def test_a_row_read_in_a_copy_says_where_and_no_other_does(name):
    frame = sources.rows(name)
    assert ((frame["read_kind"] == "copy") == frame["read_in"].notna()).all()


@ledgers
def test_the_file_is_plain_utf8_with_the_declared_header(name):
    content = (Path(sources.__file__).parent / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.decode("utf-8").split("\n", 1)[0].split(",") == list(DATASETS[name].names)


@ledgers
def test_the_columns_have_the_type_of_their_kind(name):
    frame, kept = sources.rows(name), {"number": "float64", "integer": "Int64", "flag": "boolean"}
    for column in DATASETS[name].columns:
        assert frame[column.name].dtype == kept.get(column.kind, "object"), column.name
        if frame[column.name].dtype == object:
            assert all(value is None or isinstance(value, str) for value in frame[column.name]), column.name


@pytest.mark.parametrize("name", UNSHIPPED)
def test_a_dataset_without_a_file_has_no_rows_and_no_origin(name):
    assert sources.rows(name) is None
    with pytest.raises(KeyError):
        sources.origin(name)


@pytest.mark.parametrize("name", ["usage", "corrections", *COUNTS])
def test_every_shipped_dataset_says_where_it_comes_from_in_both_languages(name):
    origin = sources.origin(name)
    collected = {"usage": "2026-11-23", "cost_inputs": "2026-11-26"}.get(name, "2026-11-25")
    assert origin.licence == "CC BY 4.0" and origin.publisher and origin.collected == collected
    for text in (origin.title, origin.attribution, origin.processing):
        assert text.en and text.zh
        assert re.search(r"[\u4e00-\u9fff]", text.zh) and not re.search(r"[\u4e00-\u9fff]", text.en)


def test_the_telemetry_is_attributed_and_said_to_be_changed():
    origin = sources.origin("usage")
    assert "Hu et al." in origin.attribution.en and "SC 2021" in origin.attribution.en
    assert "hanged" in origin.processing.en and "有改动" in origin.processing.zh


def test_the_record_has_the_version_of_the_day_it_was_collected():
    assert sources.record_version() == "2026-11-26" == max(sources.origin(name).as_of for name in COUNTS)
    assert {name for name in COUNTS if sources.origin(name).as_of != "2026-11-25"} == {"cost_inputs"}


def test_every_region_has_a_name():
    named = words("region")
    for name in COUNTS:
        frame = sources.rows(name)
        for column in {"region", "country"} & set(frame):
            assert set(frame[column].dropna()) <= set(named), name


def test_all_provinces_have_a_name_in_both_languages():
    named = words("region")
    assert len(PROVINCES.split()) == 34
    assert all(named[f"CN-{code}"]["en"] and named[f"CN-{code}"]["zh"] for code in PROVINCES.split())
    assert len({text["zh"] for text in named.values()}) == len({text["en"] for text in named.values()}) == len(named)


def test_a_card_alias_stands_for_one_model_only():
    frame, meant = sources.rows("accelerators"), {}
    for model, aliases in zip(frame["model"], frame["aliases"], strict=True):
        names = [model, *(aliases.split("|") if aliases else ())]
        assert all(name == name.strip() and name for name in names)
        for name in names:
            meant.setdefault(re.sub(r"[\W_]+", "", name.casefold()), set()).add(model)
    assert {name: models for name, models in meant.items() if len(models) > 1} == {}


def test_the_names_of_two_models_point_at_none():
    names = {name for model in sources.rows("accelerators")["aliases"].dropna() for name in model.split("|")}
    assert not names & {"A100", "NVIDIA A100", "V100", "MLU590", "MetaX C500", "Kunlun", "H20", "Ascend"}
    assert {"H100", "H800", "H200", "Ascend 910B"} <= names


def test_an_event_is_on_a_contract_of_the_record():
    assert set(sources.rows("contract_events")["contract_id"]) <= set(sources.rows("contracts")["contract_id"])


def test_a_superseded_announcement_is_in_the_record():
    frame = sources.rows("investments")
    assert set(frame["supersedes"].dropna()) == {"300738-20250306-1"} <= set(frame["investment_id"])


def test_rows_of_one_source_share_its_id_and_a_copy_has_its_own():
    frame = pd.DataFrame(
        {
            "source_title": ["Report", "Report", "Report", "Other"],
            "source_publisher": ["CAICT"] * 4,
            "read_in": [None, None, "mirror.example", None],
            "read_kind": ["original", "original", "copy", "original"],
        }
    )
    told, known = sources.sources_of(frame, "capacity")
    assert told["source_id"].tolist() == [known[0].id, known[0].id, known[1].id, known[2].id]
    assert [(source.title, source.read_kind, source.read_in) for source in known] == [
        ("Report", "original", ""),
        ("Report", "copy", "mirror.example"),
        ("Other", "original", ""),
    ]
    assert len({source.id for source in known}) == 3
    assert "source_id" not in frame


def test_a_row_of_an_upload_that_names_no_source_has_the_file_for_one():
    frame = pd.DataFrame({"source_title": [None, "Report"], "source_publisher": [None, "CAICT"]})
    told, known = sources.sources_of(frame, "capacity", UPLOAD)
    assert told["source_id"].iloc[0] == "upload-1"
    assert [source.title for source in known] == ["file.csv", "Report"]
    told, known = sources.sources_of(pd.DataFrame({"hour": [1, 2]}), "usage", UPLOAD)
    assert told["source_id"].tolist() == ["upload-1", "upload-1"] and known == (UPLOAD,)


def test_the_shipped_telemetry_has_one_source():
    told, known = sources.sources_of(pd.DataFrame({"cluster": ["Earth"] * 3}), "usage")
    assert [(source.publisher, source.licence) for source in known] == [("HeliosData (Hu et al., SC 2021)", "CC BY 4.0")]
    assert set(told["source_id"]) == {known[0].id}


def test_no_rows_have_no_sources():
    told, known = sources.sources_of(sources.rows("capacity").iloc[:0], "capacity")
    assert known == () and list(told["source_id"]) == []


def test_a_row_from_epoch_carries_its_licence_and_is_read_in_a_copy():
    for name in ("accelerators", "centres", "demand"):
        known = sources.sources_of(sources.rows(name), name)[1]
        licensed = {source for source in known if source.licence}
        assert licensed and {(source.publisher, source.licence, source.read_kind) for source in licensed} == {
            ("Epoch AI", "CC BY 4.0", "copy")
        }
        assert not any("copy in" in source.title for source in known)


@ledgers
def test_an_id_stands_for_one_source(name):
    told, known = sources.sources_of(sources.rows(name), name)
    assert len({source.id for source in known}) == len(known)
    assert set(told["source_id"]) == {source.id for source in known}


@given(st.lists(st.tuples(st.sampled_from(["", "A", "B"]), st.sampled_from(["", "P", "Q"])), min_size=1, max_size=12))
def test_ids_are_equal_exactly_where_the_citations_are(cited):
    told, known = sources.sources_of(pd.DataFrame(cited, columns=["source_title", "source_publisher"]), "capacity", UPLOAD)
    expected = [cell if cell[0] else None for cell in cited]
    assert len(known) == len(set(expected))
    assert len(set(zip(told["source_id"], expected, strict=True))) == len(known)
