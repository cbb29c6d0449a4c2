"""Names are text, everywhere: hostile ones in every dataset, every page and section, and a browser that records what it asks for."""

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

from data.schema import LANGUAGES
from data.store import open_store
from data.store.ledger import NewUpload
from data.tables import DATASETS
from i18n import say
from ui.words import literal

pytestmark = pytest.mark.browser

PAGES = sorted({path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py")} - {"balance"})

HOSTILE = (
    '=cmd<img src=x onerror=window.XSS=1>[l](javascript:window.XSS=2)![p](http://198.51.100.9/p.png)<a href="http://198.51.100.9/">c</a>'
    "$\\frac{1}{2}$ :material/home: :streamlit: :red[r] :smile: `k` **b** www.evil.example https://evil.example/x a@evil.example -> <- --"
)
FOREIGN = ("evil.example", "198.51.100.9")
STRANGE = ", ".join(
    [*(f"a[href*='{name}'], img[src*='{name}']" for name in FOREIGN), "a[href^='javascript:']", "img[alt='Streamlit logo']", ".katex"]
)
SECTIONS = {
    "contracts": ("trend", "survival", "why", "risk", "hang", "financing", "ledger", "contract"),
    "capacity": ("growth", "map", "pipeline", "targets", "racks", "ledger", "centre", "own"),
    "idle": ("published", "clusters", "stranded", "why"),
}


def row(dataset, number: int) -> dict:
    """A row that the check would accept, its texts hostile and its figures ordinary."""
    given = {"date": f"2025-0{number + 1}-01", "period": f"2025-0{number + 1}", "number": 1.0, "integer": 1, "flag": True}
    cells = {}
    for column in dataset.columns:
        if column.name.endswith("_url"):
            cells[column.name] = "https://evil.example/source"
        elif column.kind == "code" and column.values:
            cells[column.name] = next(iter(column.values))
        elif column.kind == "instant":
            cells[column.name] = pd.Timestamp("2025-05-01") + pd.Timedelta(hours=number)
        else:
            cells[column.name] = given.get(column.kind, f"{HOSTILE} {number}")
    return cells


@pytest.fixture
def hostile(filled, monkeypatch):
    """A database whose every dataset holds three rows of hostile names besides the record."""
    store = open_store(filled)
    monkeypatch.setattr(store, "publish", lambda: None)  # once, at the end
    for dataset in DATASETS.values():
        frame = pd.DataFrame([row(dataset, number) for number in range(3)])[list(dataset.names)]
        store.add(NewUpload(dataset.name, frame, f"{HOSTILE}.csv", hashlib.sha256(dataset.name.encode()).hexdigest()))
    monkeypatch.undo()
    store.publish()
    store.close()
    return filled


@pytest.mark.parametrize("text", [HOSTILE, *HOSTILE.split(" ")])
def test_a_name_as_text_is_the_name_and_what_is_not_seen(text):
    assert re.sub(r"\\(.)", r"\1", literal(text)).replace("\u2060", "") == text


def addresses():
    """Every page in both languages, its further sections in one of them."""
    for name in PAGES:
        for number, section in enumerate(SECTIONS.get(name, ("",))):
            for language in LANGUAGES if not number else LANGUAGES[number % 2 :][:1]:
                yield name, section, language


def test_no_name_becomes_a_link_a_picture_or_a_request_on_any_page_in_either_language(surf, serving, hostile):
    """`surf` fails where a request leaves this machine. The methods hold formulas of their own."""
    wrong = {}
    with serving(hostile) as server, surf("en") as page:
        for name, section, language in addresses():
            page.goto(f"{server.url}/{name}?lang={language}" + (f"&section={section}" if section else ""))
            page.get_by_role("heading", name=say(f"{name}.title", language), exact=True).first.wait_for()
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
            strange = STRANGE.removesuffix(", .katex") if name == "methods" else STRANGE
            found = page.locator(strange).evaluate_all("all => all.map(each => each.outerHTML.slice(0, 200))")
            failed = page.get_by_text(re.split("[.{。，]", say("frame.card_failed", language))[0]).count()
            if found or failed or page.evaluate("window.XSS") or page.get_by_test_id("stException").count():
                wrong[name, section, language] = (found[:3], failed)
    assert not wrong
