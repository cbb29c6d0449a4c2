"""Addresses of before open the places where their questions stand now; what one section shows does not follow into the next."""

import pytest

from i18n import say
from ui.sections import FORMER

OF_CLUSTERS = [{"by": "week"}, {"pool": "vcpDC"}, {"from": "2020-05-04", "to": "2020-05-17"}, {"outages": "excluded"}]


@pytest.mark.parametrize(("before", "now"), FORMER.items(), ids=lambda each: "-".join(each) if isinstance(each[1], str) else each[0])
def test_an_address_of_before_opens_what_it_opened(app, before, now):
    page, section = before
    test = app(page, lang="en", **({"section": section} if section else {}))
    assert not test.exception and not test.error
    assert [title.value for title in test.title] == [say(f"{now[0]}.title", "en")]
    assert test.segmented_control(key=f"{now[0]}.section").value == now[1]["section"]
    kept = test.session_state[f"kept.{now[0]}.show"]
    assert kept == now[1]["show"]


@pytest.mark.parametrize("asked", OF_CLUSTERS, ids=str)
def test_an_address_of_the_idle_page_from_before_it_had_sections_opens_the_measured_clusters(app, asked):
    test = app("idle", **asked)
    assert test.segmented_control(key="idle.section").value == "clusters"
    assert {name: test.query_params[name] for name in asked} == asked


def test_what_one_section_shows_does_not_follow_into_the_next(app):
    test = app("contracts", section="risk", show="financing", lang="en")
    test.segmented_control(key="contracts.section").set_value("ledger").run()
    assert not test.exception and not test.error
    assert test.selectbox(key="contracts.show.ledger").value == "list"
    assert "show" not in test.query_params


def test_a_link_followed_within_the_page_opens_its_section_also_on_a_second_visit(app):
    test = app("idle", section="cost")
    test.switch_page("pages/overview.py").run()
    test.query_params.update({"section": "why"})
    test.switch_page("pages/idle.py").run()
    assert test.segmented_control(key="idle.section.1").value == "why"
