"""Every page in both languages at a desk and on a phone: nothing overflows, nothing is cut off, nothing is half translated."""

import re

import pytest

pytestmark = pytest.mark.browser

ADDRESS = {
    "overview": "/",
    "idle": "/idle",
    "capacity": "/capacity",
    "rents": "/rents",
    "contracts": "/contracts",
    "companies": "/companies",
    "demand": "/demand",
    "datasets": "/datasets?dataset=contracts",
    "methods": "/methods",
}

CUT = """() => {
  const main = document.querySelector('[data-testid=stMain]'), found = [];
  for (const [name, box] of [['page', document.documentElement], ['main', main]])
    if (box.scrollWidth > box.clientWidth + 1) found.push(`${name} is ${box.scrollWidth} wide on ${box.clientWidth}`);
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const box = text.parentElement, style = getComputedStyle(box);
    if (!text.data.trim() || box.closest('canvas, svg, .katex, pre') || style.visibility === 'hidden') continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    if (words.width < 2) continue;
    if (style.textOverflow === 'ellipsis' && box.scrollWidth > box.clientWidth + 1) found.push(`cut: ${text.data}`);
    if (words.right > innerWidth + 1 || words.left < -1) found.push(`outside: ${text.data}`);
  }
  for (const plot of main.querySelectorAll('.js-plotly-plot')) {
    const paper = plot.querySelector('.main-svg').getBoundingClientRect();
    for (const text of plot.querySelectorAll('.main-svg text')) {
      const words = text.getBoundingClientRect();
      const within = words.right < paper.right + 1 && words.left > paper.left - 1 && words.bottom < paper.bottom + 1;
      if (words.width && !(within && words.top > paper.top - 1)) found.push(`off the chart: ${text.textContent}`);
    }
  }
  return found;
}"""

ENGLISH = """() => [...document.querySelectorAll('header a, main button, main label, main a, main summary, main th')]
  .filter(element => element.offsetParent && !element.closest('[data-testid=stFileUploader]'))
  .map(element => element.innerText.trim()).filter(words => words && !/[\\u4e00-\\u9fff]/.test(words))"""
"""What can be pressed or chosen and has no Chinese character in it; the upload field is on the list of tests/ui/test_widgets.py."""

NAMES = re.compile(r"English|vc\w{3}|[a-z_]*|FP\d+|INT8|[\d–-]+")
"""Names of languages, pools, precisions and Streamlit's signs, which are letters to the browser; editions of a source by year."""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", list(ADDRESS))
def test_a_page_is_whole_at_a_desk_and_on_a_phone(server, surf, ready, name, language):
    with surf(language) as page:
        page.goto(server.url + ADDRESS[name])
        ready(page, name, language)
        assert page.evaluate(CUT) == []
        if language == "zh":
            assert [words for words in page.evaluate(ENGLISH) if not NAMES.fullmatch(words)] == []

        page.set_viewport_size({"width": 390, "height": 844})
        ready(page, name, language)
        assert page.evaluate(CUT) == []


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
