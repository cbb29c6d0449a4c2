import re
from collections import Counter

import pandas as pd
import pytest

from data.tables import DATASETS
from data.tables.provenance import PROVENANCE, SINCE
from data.tables.vocabulary import UNITS, chosen
from i18n import words

NAMES = """
    usage requests utilization_reports idle_reasons contracts contract_events contract_cohorts companies investments
    capacity targets centres regional_proxies demand series forecasts events prices accelerators fleet cost_inputs corrections
"""
WITHOUT_PROVENANCE = {"usage", "requests", "series", "forecasts", "corrections"}
"""Of these, those that are shipped say since when a row is in the record, and no more."""
FOREIGN = """
    PFLOPS EFLOPS TFLOPS TOPS FP FP64 FP32 FP16 FP8 INT8 GPU NPU CPU SM MFU REITs IDC MW GW GB s W IANA ISO WORLD Q1 SH
    DCGM_FI_DEV_GPU_UTIL
"""
"""Signs and names that a Chinese reader writes in Latin letters too."""

datasets = pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))


def texts_of(dataset):
    yield dataset.name, dataset.title
    yield f"{dataset.name} meaning", dataset.meaning
    for column in dataset.columns:
        yield column.name, column.title
        yield from ((f"{column.name}={code}", title) for code, title in column.values.items())


def meanings_of(dataset):
    yield from ((f"{column.name} meaning", column.meaning) for column in dataset.columns if column.meaning.en or column.meaning.zh)


def plain(header):
    return re.sub(r"[\W_]+", "", header.casefold())


def test_the_register_holds_the_datasets_in_their_order():
    assert list(DATASETS) == NAMES.split()
    assert all(name == dataset.name for name, dataset in DATASETS.items())


@datasets
def test_every_column_and_code_has_a_title_in_both_languages(dataset):
    bare = [name for name, text in (*texts_of(dataset), *meanings_of(dataset)) if not text.en.strip() or not text.zh.strip()]
    assert bare == []


@datasets
def test_no_english_word_is_left_in_a_chinese_title(dataset):
    left = {
        (name, word)
        for name, text in (*texts_of(dataset), *meanings_of(dataset))
        for word in re.findall(r"[A-Za-z][A-Za-z0-9_]*", text.zh)
        if word not in FOREIGN.split()
    }
    assert left == set()


@datasets
def test_a_code_column_says_which_codes_and_no_two_share_a_title(dataset):
    for column in dataset.columns:
        assert (column.kind == "code") == bool(column.values), column.name
        for language in ("en", "zh"):
            titles = Counter(plain(title.in_(language)) for title in column.values.values())
            assert [title for title, count in titles.items() if count > 1] == [], column.name


@datasets
def test_no_column_is_declared_twice_and_keys_and_rules_name_columns(dataset):
    assert len(set(dataset.names)) == len(dataset.names)
    assert set(dataset.key) <= set(dataset.names)
    for rule in dataset.rules:
        assert dataset.column(rule.smaller).kind == dataset.column(rule.larger).kind


@datasets
def test_a_header_means_one_column_only(dataset):
    meant = Counter()
    for column in dataset.columns:
        meant.update({plain(header) for header in (column.name, column.title.en, column.title.zh, *column.synonyms)})
    assert [header for header, count in meant.items() if count > 1] == []


@datasets
def test_the_example_row_of_a_template_could_be_uploaded(dataset, faults):
    example = pd.DataFrame([{column.name: column.example or None for column in dataset.columns}], dtype=object)
    assert faults(dataset, example) == []


@datasets
def test_a_unit_has_words_and_stands_in_the_name(dataset):
    for column in dataset.columns:
        if column.unit:
            assert column.unit in words("unit"), column.name
            assert column.unit == "fraction" or column.unit in column.name, column.name
        if column.unit == "fraction":
            assert column.low == 0, column.name


@datasets
def test_a_ledger_ends_with_where_its_rows_come_from_and_asks_none_of_it_of_an_upload(dataset):
    held = [column for column in dataset.columns if column in PROVENANCE]
    shipped_alone = [SINCE] if dataset.name in ("usage", "corrections") else []
    assert held == (shipped_alone if dataset.name in WITHOUT_PROVENANCE else list(PROVENANCE))
    assert not any(column.required for column in held)


def test_a_unit_has_the_same_name_in_a_ledger_and_on_an_axis():
    # A fraction is stored 0-1 and written as %: the one unit whose ledger name is another.
    for code, title in UNITS.items():
        if code != "fraction":
            assert words("unit")[code] == {"en": title.en, "zh": title.zh}


def test_an_unknown_code_cannot_be_chosen():
    with pytest.raises(KeyError):
        chosen(UNITS, "cny", "bushels")
