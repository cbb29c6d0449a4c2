"""The rents page: each section in both languages, its switches drawn once, and a conversion that travels in the address."""

import pytest


@pytest.mark.parametrize(("section", "language"), [("compared", "en"), ("value", "zh"), ("fit", "en")])
def test_each_section_draws_beside_the_history_and_no_switch_twice(app, section, language):
    test = app("rents", section=section, lang=language, hours_a_month="480")
    assert not test.exception and not test.error
    assert len(test.get("plotly_chart")) == 2
    assert test.query_params["hours_a_month"] == "480"
