"""The page of companies: each found by any of its names in the address, with what is known and what is not."""

import pytest

from i18n import say


@pytest.mark.parametrize(
    ("text", "ticker"), [("600186", "600186.SH"), ("QingCloud", "688316.SH"), ("飞利信", "300287.SZ"), ("002229.SZ", "002229.SZ")]
)
def test_an_address_names_a_company_by_ticker_or_name(app, text, ticker):
    test = app("companies", company=text, lang="en")
    assert not test.exception and not test.error
    assert test.selectbox(key=next(box.key for box in test.selectbox)).value == ticker


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_range_shows_its_reit_with_its_valuation_apart(app, said, language):
    words = said(app("companies", company="300442.SZ", lang=language))
    assert ("CNY 3.73 bn" if language == "en" else "37.3 亿元") in words
    assert ("CNY 5.5 bn" if language == "en" else "55 亿元") in words


def test_a_name_that_no_company_has_is_said_and_another_company_is_shown(app):
    test = app("companies", company="nobody", lang="zh")
    assert not test.exception
    assert "没有名为" in " ".join(info.value for info in test.info)
    assert test.get("plotly_chart")


def test_each_contract_of_the_company_is_a_link_and_so_is_the_upload_of_revenue(app):
    test = app("companies", company="688316.SH", lang="en")
    labels = [link.label.replace("\\", "") for link in test.get("page_link")]
    assert "Contract 688316-20240103-1" in labels
    assert say("companies.add_company", "en") in labels
