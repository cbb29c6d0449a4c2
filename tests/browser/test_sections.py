"""Every section of every page and everything it can show, in both languages, at a desk, on a tablet and on a phone: nothing is empty, cut
or half translated, nothing scrolls sideways, and between the head and the first chart stand one row of sections and one of few controls."""

import re

import playwright.sync_api as playwright
import pytest

pytestmark = pytest.mark.browser

AGREED = {
    "overview": (0, 1),
    "idle": (5, 10),
    "contracts": (5, 8),
    "companies": (0, 1),
    "demand": (5, 9),
    "capacity": (4, 9),
    "rents": (4, 5),
    "datasets": (0, 1),
    "methods": (0, 1),
}
"""Of each page how many sections it has, and how many states when everything that a section can show counts."""
TITLES, STATES, CONTROLS = 26, 45, 4
"""At most: in all, and above a chart."""
ADDRESS = {"overview": "", "datasets": "datasets?dataset=contracts"}
WIDTHS = ((1440, 1000), (1024, 800), (390, 844))

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
"""What is cut, hangs out of the page or of its chart, or makes the page scroll sideways."""

STEADY = """(since) => {
  const busy = !document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]');
  const found = busy ? ['running'] : (CUT)();
  if (found.length) { window.whole = 0; return false; }
  window.whole = window.whole || performance.now();
  return performance.now() - window.whole >= since;
}""".replace("CUT", CUT)
"""Whether nothing has been cut for so many milliseconds: a page without a chart does not show that it was drawn for its new width."""
SOON, SETTLING, LATE = 0, 400, 5000

ABOVE = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const first = main.querySelector('.js-plotly-plot, [data-testid=stDataFrame], [data-testid=stAlert], [data-testid=stNumberInput]');
  const end = first ? first.getBoundingClientRect().top : innerHeight * 20;
  const kinds = ['stButtonGroup', 'stSelectbox', 'stMultiSelect', 'stPopover', 'stSlider', 'stTextInput', 'stNumberInput'];
  const head = main.querySelector('h1').getBoundingClientRect().bottom + 30;
  return [...main.querySelectorAll(kinds.map(kind => `[data-testid=${kind}]`).join(','))]
    .filter(each => each.offsetParent && each.getBoundingClientRect().top > head && each.getBoundingClientRect().bottom <= end)
    .map(each => ({top: each.getBoundingClientRect().top, bottom: each.getBoundingClientRect().bottom, inside: each.className}));
}"""
"""The controls between the head of a page and its first chart, table, field or sentence."""

ENGLISH = """() => [...document.querySelectorAll('header a, main button, main label, main a, main summary, main th')]
  .filter(element => element.offsetParent && !element.closest('[data-testid=stFileUploader]'))
  .map(element => element.innerText.trim()).filter(words => words && !/[\\u4e00-\\u9fff]/.test(words))"""
"""What can be pressed or chosen and has no Chinese character in it; the upload field is on the list of tests/ui/test_widgets.py."""

NAMES = re.compile(r"English|vc\w{3}|[a-z_]*|FP\d+|INT8|[\d–-]+|https?:.*")
"""Names of languages, pools, precisions and Streamlit's signs, which are letters to the browser; editions by year; and addresses."""


def whole(page) -> list[str]:
    """What is cut when the page has come to rest."""
    charted = page.locator(".js-plotly-plot").count()
    page.evaluate("() => { window.whole = 0; }")
    try:
        page.wait_for_function(STEADY, arg=SOON if charted else SETTLING, timeout=LATE, polling=100)
    except playwright.TimeoutError:
        return page.evaluate(CUT)
    return []


def sections(page, name):
    """What the page's choice of sections is made of; nothing where it has none."""
    return page.locator(f".st-key-{name}-section button")


def states(page, name, rest):
    """Go through every section of a page and everything that it can show, and yield which; `rest` waits for the page."""
    for section in range(max(sections(page, name).count(), 1)):
        if section:
            go(page, lambda section=section: sections(page, name).nth(section).click())
            rest()
        yield section, 0
        choice = page.locator(f"[class*=st-key-{name}-show-] input")
        shown, count = 1, 2
        while choice.count() and shown < count:
            choice.first.click()
            page.get_by_role("option").first.wait_for()
            count = page.get_by_role("option").count()
            go(page, lambda shown=shown: page.get_by_role("option").nth(shown).click())
            rest()
            yield section, shown
            shown += 1


def go(page, click):
    """Do what leads to another address, and wait until the page has it."""
    before = page.url
    click()
    page.wait_for_url(lambda now: now != before)


def crowd(page, name) -> list[dict]:
    """The controls above the first chart, where they are too many or do not stand in one row."""
    controls = page.evaluate(ABOVE)
    top = min((each["top"] for each in controls), default=0)
    below = [one for one in controls if not sections(page, name).count() or one["top"] > top + 20]
    rows = {round(one["bottom"] / 30) for one in below}
    return below if len(below) > CONTROLS or len(rows) > 1 else []


def faults(page, name, language, width) -> list:
    """What is wrong with a state of a page at a width."""
    found = whole(page)
    if width == WIDTHS[0][0]:
        found += crowd(page, name) if name not in ("datasets", "methods") else []
        found += [words for words in page.evaluate(ENGLISH) if not NAMES.fullmatch(words)] if language == "zh" else []
    return found + ["nothing to draw"] * page.get_by_text("Nothing to draw").count()


@pytest.mark.parametrize("name", AGREED)
def test_no_state_of_a_page_is_cut_crowded_or_scrolls_sideways_in_any_language_at_any_width(server, surf, ready, name):
    found, seen = {}, []
    with surf("en") as page:
        languages = ["en", "zh"]
        page.goto(f"{server.url}/{ADDRESS.get(name, name)}")
        ready(page, name)
        for state in states(page, name, lambda: ready(page, name, languages[0], charted=False)):
            seen.append(state)
            for language, widths in zip(languages, (WIDTHS, WIDTHS[::-1]), strict=True):
                page.locator(".st-key-frame-switch button").nth(("en", "zh").index(language)).click()
                for width, height in widths:
                    page.set_viewport_size({"width": width, "height": height})
                    ready(page, name, language, charted=False)
                    if wrong := faults(page, name, language, width):
                        found[(*state, language, width)] = wrong
            languages.reverse()
    assert not found
    assert (sections_of(seen), len(seen)) == AGREED[name]


def sections_of(seen) -> int:
    """How many sections the states are of; none where the page has no choice of them."""
    return len({section for section, _ in seen}) if len({section for section, _ in seen}) > 1 else 0


WATCH = """() => {
  const plots = () => [...document.querySelectorAll('[data-testid=stMain] .js-plotly-plot')];
  const old = plots();
  window.together = 0;
  new MutationObserver(() => {
    const now = plots(), left = now.filter(plot => old.includes(plot)).length;
    if (left && now.length > left) window.together += 1;
  }).observe(document.body, {childList: true, subtree: true});
}"""
"""Counts from now on how often a chart of before is seen beside a new one."""


@pytest.mark.parametrize(("name", "section"), [("contracts", 1), ("idle", 1), ("demand", 2)])
def test_a_chart_of_the_section_before_never_stands_beside_one_of_the_section_chosen(server, surf, ready, name, section):
    with surf("en") as page:
        page.goto(f"{server.url}/{name}")
        ready(page, name)
        for chosen in (section, 0):
            assert page.locator(".js-plotly-plot").count()
            page.evaluate(WATCH)
            go(page, sections(page, name).nth(chosen).click)
            ready(page, name, charted=False)
            assert page.evaluate("() => window.together") == 0


def test_sections_and_states_are_as_few_as_agreed():
    titles, states = map(sum, zip(*AGREED.values(), strict=True))
    assert titles <= TITLES
    assert states <= STATES
