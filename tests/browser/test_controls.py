"""Between the head of a page and its first chart stand one row of sections and one row of at most four controls; first visits are never
empty."""

import pytest

pytestmark = pytest.mark.browser

PAGES = ("overview", "idle", "contracts", "companies", "demand", "capacity", "rents")
MOST_TITLES, MOST_STATES, MOST_CONTROLS = 26, 45, 4

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


def sections(page, name):
    """What the page's choice of sections is made of; nothing where it has none."""
    return page.locator(f".st-key-{name}-section button").all()


def shown(page, name):
    """How many things a section can show; one where there is no such choice."""
    choice = page.locator(f"[class*=st-key-{name}-show-] input").first
    if not choice.count():
        return 1
    choice.click()
    page.get_by_role("option").first.wait_for()
    count = page.get_by_role("option").count()
    page.keyboard.press("Escape")
    return count


def test_sections_states_and_controls_are_as_few_as_agreed_and_none_is_empty(server, surf, ready):
    titles, states, crowded = 0, 2, {}
    with surf("en") as page:
        for name in PAGES:
            page.goto(f"{server.url}/{name}")
            ready(page, name, "en")
            found = sections(page, name)
            titles += len(found)
            for number in range(max(len(found), 1)):
                if number:
                    before = page.url
                    sections(page, name)[number].click()
                    page.wait_for_url(lambda now, before=before: now != before)
                    ready(page, name, "en", charted=False)
                controls = page.evaluate(ABOVE)
                below = [one for one in controls if not found or one["top"] > min(each["top"] for each in controls) + 20]
                rows = {round(one["bottom"] / 30) for one in below}
                if len(below) > MOST_CONTROLS or len(rows) > 1:
                    crowded[name, number] = below
                assert not page.get_by_text("Nothing to draw").count(), (name, number)
                states += shown(page, name)
    assert not crowded
    assert titles <= MOST_TITLES
    assert states <= MOST_STATES
