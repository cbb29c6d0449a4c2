import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.mapping import Match, from_json, header_in, header_key, stated_unit, suggested, sure, to_json
from data.mapping_options import option
from data.schema import Column, Dataset, Refused, Text
from data.tables import DATASETS
from data.tables.usage import USAGE

SALES = Dataset(
    "sales",
    Text("Sales", "销售"),
    Text("", ""),
    (
        Column("name", "text", Text("Name", "名称"), required=True, synonyms=("company",)),
        Column("value_cny", "number", Text("Value", "金额"), unit="cny", synonyms=("amount",)),
        Column("share", "number", Text("Share", "占比"), unit="fraction"),
        Column("allocated_cards", "number", Text("Allocated", "已分配"), unit="cards"),
    ),
)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
def test_our_own_names_are_matched_each_to_itself(dataset):
    assert {name: match.header for name, match in suggested(dataset.names, dataset).items()} == {name: name for name in dataset.given_names}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_titles_in_either_language_are_matched(language):
    titles = [column.title.in_(language) for column in USAGE.given]
    assert {name: match.header for name, match in suggested(titles, USAGE).items()} == dict(zip(USAGE.given_names, titles, strict=True))


def test_case_spaces_underscores_and_width_do_not_matter():
    found = suggested(["ＮＡＭＥ", "Value CNY", "ALLOCATED-cards"], SALES)
    assert {name: match.header for name, match in found.items()} == {
        "name": "ＮＡＭＥ",
        "value_cny": "Value CNY",
        "allocated_cards": "ALLOCATED-cards",
    }


def test_a_unit_in_the_header_is_taken_off_and_kept():
    found = suggested(["名称", "金额（万元）", "占比（%）"], SALES)
    assert found["value_cny"] == Match("金额（万元）", "wan_cny")
    assert found["share"] == Match("占比（%）", "percent")


def test_the_header_in_the_right_unit_goes_before_one_in_a_wrong_unit():
    assert suggested(["Value (USD)", "Value (CNY)"], SALES)["value_cny"].header == "Value (CNY)"


def test_an_own_name_goes_before_a_synonym_of_an_earlier_column():
    dataset = Dataset("d", Text("", ""), Text("", ""), (SALES.columns[0], Column("company", "text", Text("Firm", "企业"))))
    assert {name: match.header for name, match in suggested(["company"], dataset).items()} == {"company": "company"}


def test_a_misspelt_name_is_suggested_and_not_sure():
    assert suggested(["Alocated cards"], SALES)["allocated_cards"].header == "Alocated cards"
    assert not sure("Alocated cards", SALES.column("allocated_cards"))
    assert sure("已分配（张）", SALES.column("allocated_cards"))


@pytest.mark.parametrize("header", ["unallocated_cards", "未分配", "公司", "Values of the heart", "amount2"])
def test_the_opposite_or_another_thing_is_not_suggested(header):
    assert suggested([header], SALES) == {}


def test_a_declared_name_of_a_column_states_no_unit():
    assert stated_unit("installed cards", USAGE.column("installed_card_hours")) is None
    assert stated_unit("Installed MW", USAGE.column("installed_card_hours")) == "mw"
    assert stated_unit("装机容量单元", USAGE.column("installed_card_hours")) is None


def test_what_is_remembered_goes_before_synonyms_and_never_before_a_name_and_no_constant_is():
    remembered = {"name": Match("B"), "value_cny": Match("gone"), "share": Match(constant="0.5"), "no_such": Match("A")}
    assert suggested(["A", "B", "company"], SALES, remembered) == {"name": Match("B")}
    assert suggested(["A", "B", "名称"], SALES, remembered) == {"name": Match("名称")}
    assert suggested(["share", "B"], SALES, {"share": Match("share", "percent")}) == {"share": Match("share")}


def test_a_wanted_header_is_found_whatever_its_writing_or_unit():
    assert header_in(["金额（万元）"], "金额") == "金额（万元）"
    assert header_in(["VALUE  cny"], "value_cny") == "VALUE  cny"
    assert header_in(["other"], "value") is None


def test_the_key_of_headers_does_not_depend_on_their_order():
    assert header_key(["a", "b"]) == header_key(["b", "a"]) != header_key(["a", "c"])
    assert header_key(["名称", "金额"]) == "a0d56c955ae9ac52"


def test_a_mapping_comes_back_from_json():
    mapping = {"name": Match("公司"), "value_cny": Match("v", "wan_cny"), "share": Match(constant=""), "allocated_cards": Match()}
    assert from_json(to_json(mapping)) == mapping


@pytest.mark.parametrize("text", ["", "[]", "3", '{"a": 1}', '{"a": {"b": 1}}', "[" * 100_000])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(Refused) as refused:
        from_json(text)
    assert refused.value.problems[0].code == "mapping.not_a_mapping"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("value_cny=Amount", Match("Amount")),
        ("value_cny = Amount ", Match("Amount")),
        ("value_cny=金额[万元]", Match("金额", "wan_cny", is_said=True)),
        ("value_cny=Value [CNY mn]", Match("Value", "million_cny", is_said=True)),
        ("value_cny=a=b", Match("a=b")),
        ("value_cny==5", Match(constant="5")),
        ("value_cny==", Match(constant="")),
    ],
)
def test_an_option_states_a_match(text, match):
    assert option(text, SALES) == ("value_cny", match)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("value_cny", "mapping.not_an_option"),
        ("value_cny=", "mapping.not_an_option"),
        ("valu_cny=A", "mapping.unknown_column"),
        ("value_cny=A[MW]", "mapping.unknown_unit"),
        ("value_cny=A[USD]", "mapping.unknown_unit"),
        ("name=A[万元]", "mapping.unknown_unit"),
    ],
)
def test_a_wrong_option_is_refused(text, code):
    with pytest.raises(Refused) as refused:
        option(text, SALES)
    assert refused.value.problems[0].code == code


NAMES = st.one_of(
    st.text(max_size=20),
    st.sampled_from([*USAGE.names, "集群", "装机（万卡时）", "time", "vc", "instaled"]),
    st.text(string.ascii_lowercase + "_ （）万元%"),
)


@given(st.lists(NAMES, max_size=25), st.sampled_from(sorted(DATASETS)))
def test_a_suggestion_uses_only_headers_that_are_there_and_each_once(headers, name):
    found = suggested(headers, DATASETS[name])
    used = [match.header for match in found.values()]
    assert set(used) <= set(headers)
    assert len(used) == len(set(used))
    assert set(found) <= set(DATASETS[name].names)


@given(st.dictionaries(st.text(), st.builds(Match, st.none() | st.text(), st.none() | st.text(), st.none() | st.text())))
def test_any_mapping_comes_back_from_json(mapping):
    assert from_json(to_json(mapping)) == mapping


@given(st.text())
def test_any_option_is_read_or_refused(text):
    for given_option in (text, f"value_cny={text}"):
        try:
            name, match = option(given_option, SALES)
        except Refused:
            continue
        assert name in SALES.names
        assert isinstance(match, Match)
