"""The rents page: each section in both languages, its switches drawn once, and a conversion that travels in the address."""

import pytest


@pytest.mark.parametrize(("section", "language"), [("compared", "en"), ("value", "zh"), ("fit", "en")])
def test_each_section_draws_its_charts_and_no_switch_twice(app, section, language):
    test = app("rents", section=section, lang=language, hours_a_month="480")
    assert not test.exception and not test.error
    assert len(test.get("plotly_chart")) == {"compared": 2, "value": 1, "fit": 2}[section]
    assert section not in ("compared", "value") or test.query_params["hours_a_month"] == "480"
