"""The state of a page in its address, on a page of one question."""

import pytest
from streamlit.testing.v1 import AppTest


def one_choice():
    import streamlit as st

    from ui import link

    st.text(
        link.state(
            "t", "by", "day", ("day", "week"), lambda key, begun: st.selectbox("By", ("day", "week"), ("day", "week").index(begun), key=key)
        )
    )
    st.code(link.address())


def many_choices():
    import streamlit as st

    from ui import link

    pools = ("a", "b", "c")
    st.text(",".join(link.state("t", "pool", [], pools, lambda key, begun: st.multiselect("Pool", pools, begun, key=key), many=True)))


def run(page, url="http://suanli.example/idle", **address):
    test = AppTest.from_function(page)
    test.query_params.update(address)
    test.context["url"] = url
    return test.run()


@pytest.mark.parametrize(("given", "begun"), [({}, "day"), ({"by": "week"}, "week"), ({"by": "moon"}, "day"), ({"by": ""}, "day")])
def test_a_choice_begins_where_the_address_says_and_nonsense_is_the_default(given, begun):
    test = run(one_choice, **given)
    assert test.text[0].value == begun
    assert test.query_params.get("by", "day") == begun


@pytest.mark.parametrize(("given", "begun"), [("a", "a"), ("a,c", "a,c"), ("a,moon", "a"), ("moon", ""), ("", ""), (",,", "")])
def test_a_list_keeps_the_values_that_there_are(given, begun):
    test = run(many_choices, pool=given)
    assert test.text[0].value == begun
    assert test.query_params.get("pool", "") == begun


def test_only_what_differs_from_the_default_is_written():
    test = run(one_choice)
    assert "by" not in test.query_params
    test.selectbox[0].set_value("week").run()
    assert test.query_params["by"] == "week"
    test.selectbox[0].set_value("day").run()
    assert "by" not in test.query_params


def test_a_choice_made_comes_before_the_address_that_was_opened():
    test = run(one_choice, by="week")
    test.selectbox[0].set_value("day").run()
    assert (test.text[0].value, "by" in test.query_params) == ("day", False)


def test_a_link_holds_the_state_and_leaves_the_language_to_its_reader():
    assert run(one_choice, by="week", lang="zh").code[0].value == "http://suanli.example/idle?by=week"
    assert run(one_choice, lang="zh").code[0].value == "http://suanli.example/idle"


def test_a_link_is_of_one_address_however_its_reader_came():
    assert run(one_choice, url="http://suanli.example/idle?by=day&lang=zh", by="week").code[0].value == "http://suanli.example/idle?by=week"


def test_a_row_that_is_clicked_chooses_for_the_widget():
    def page():
        import streamlit as st

        from ui import link

        days = ("day", "week", "month")
        st.button("go", on_click=link.choose, args=("t", "by", "week"))
        st.text(link.state("t", "by", "day", days, lambda key, begun: st.selectbox("By", days, days.index(begun), key=key)))

    test = run(page)
    test.button[0].click().run()
    assert (test.text[0].value, test.selectbox[0].value, test.query_params["by"]) == ("week", "week", "week")
    test.selectbox[0].set_value("month").run()
    assert (test.text[0].value, test.query_params["by"]) == ("month", "month")
