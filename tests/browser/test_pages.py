"""Every page in both languages at a desk and on a phone: nothing overflows, nothing is cut off, nothing is half translated."""

import re

import pytest
from playwright.sync_api import expect

from i18n import say

CHARTS = {"overview": 4, "idle": 5, "datasets": 0, "methods": 0}
ADDRESS = {"overview": "/", "idle": "/idle", "datasets": "/datasets?dataset=contracts", "methods": "/methods"}

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
      if (words.width && (words.right > paper.right + 1 || words.left < paper.left - 1 || words.bottom > paper.bottom + 1 || words.top < paper.top - 1))
        found.push(`off the chart: ${text.textContent}`);
    }
  }
  return found;
}"""

LABELS = "() => [...document.querySelectorAll('button, label, a, summary, th')].filter(e => e.offsetParent).map(e => e.innerText.trim())"
LATIN = re.compile(r"English|Upload|vc\\w{3}|CSV|PNG|[A-Za-z0-9_.:/-]*\\d[A-Za-z0-9_.:/-]*|keyboard_\\w+|\\W*")
"""Labels without a Chinese character: names of languages, formats and pools, Streamlit's own word on the upload, its signs."""


DRAWN = """() => {
  if (document.querySelector('[data-stale=true], [data-testid=stSkeleton]')) return false;
  const room = document.querySelector('[class*=st-key-suanli_screen]').getBoundingClientRect().width;
  const told = `-${Math.min(Math.floor(room / 20) * 20, 1240)}-`;
  return [...document.querySelectorAll('.js-plotly-plot')].every(plot => plot._fullLayout && plot.closest(`[class*="${told}"]`)
    && Math.abs(plot.parentElement.clientWidth - plot._fullLayout.width) < 2);
}"""
"""Whether every chart is drawn for the width that the page has."""


def ready(page, name, language):
    """Wait until the page is there, its charts are drawn for its width, and the server has nothing more to say."""
    expect(page.get_by_role("heading", name=say(f"{name}.title", language), exact=True).first).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg:first-child")).to_have_count(CHARTS[name])
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_have_count(1)
    page.wait_for_function(DRAWN)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", list(CHARTS))
def test_a_page_is_whole_at_a_desk_and_on_a_phone(server, surf, name, language):
    with surf(language) as page:
        page.goto(server.url + ADDRESS[name])
        ready(page, name, language)
        assert page.evaluate(CUT) == []
        if language == "zh":
            assert [
                label for label in page.evaluate(LABELS) if label and not re.search("[一-鿿]", label) and not LATIN.fullmatch(label)
            ] == []
        page.set_viewport_size({"width": 390, "height": 844})
        ready(page, name, language)
        assert page.evaluate(CUT) == []
