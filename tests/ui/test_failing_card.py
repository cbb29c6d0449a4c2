"""A card that fails says so in its own place, with the id under which its trace is in the log, and the page goes on."""

import re

import pytest

from data.store.files import log_path
from i18n import say
from ui import card
from views import VIEWS

PAGES = ("overview", "idle", "contracts", "companies", "demand", "capacity", "rents")


@pytest.fixture
def failing(monkeypatch):
    """Let the first view that a page draws fail each time; the views drawn, in order."""
    drawn, made = [], card._made

    def broken(view, *given):
        drawn.append(view)
        if view == drawn[0]:
            raise ZeroDivisionError("one value of another's")
        return made(view, *given)

    monkeypatch.setattr(card, "_made", broken)
    return drawn


@pytest.mark.parametrize("page", PAGES)
def test_the_rest_of_a_page_is_drawn_beside_a_card_that_fails(app, database, failing, page):
    test = app(page, lang="en")
    assert not test.exception
    log = log_path(database).read_text(encoding="utf-8")
    assert test.error
    for error in [element.value.replace("\\", "") for element in test.error]:
        number = re.search(r"log under (\w{8})", error)[1]
        assert error == say("frame.card_failed", "en", id=number)
        assert f"{number}\n" in log
    assert "ZeroDivisionError: one value of another's" in log
    others = {view for view in failing if view != failing[0]}
    if page not in ("companies", "rents"):
        assert others
    assert len(test.title) == 1
    assert {*failing} <= {*VIEWS}
