"""A page in the dark, and for readers who hear it."""

import pytest

pytestmark = pytest.mark.browser


def test_a_page_is_dark_where_the_reader_likes_it_dark(server, surf, ready):
    with surf(color_scheme="dark") as page:
        page.goto(server.url)
        ready(page, "overview")
        papers = page.evaluate(
            "() => [...document.querySelectorAll('.js-plotly-plot .main-svg:first-child')].map(each => each.style.background)"
        )
        assert papers
        assert set(papers) == {"rgb(18, 23, 30)"}
        assert page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor") == "rgb(18, 23, 30)"


def test_a_chart_has_its_finding_as_a_text_alternative(server, surf, ready):
    with surf() as page:
        page.goto(server.url)
        ready(page, "overview")
        said = page.locator("[role=img][aria-label], [data-testid=stPlotlyChart][aria-label]").evaluate_all(
            "all => all.map(each => each.ariaLabel)"
        )
        assert any(
            "Published card use runs from at most 20\u202f% (domestic-chip compute at some centres, April 2025)" in words for words in said
        )
