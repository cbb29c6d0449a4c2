"""Signing in, the whole way in a real browser against a provider of our own: who is let in owns, who cheats is refused with a sentence."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from data.store import open_snapshot, open_store
from i18n import say
from tests.browser.conftest import _serving
from tests.browser.provider import CLIENT, SECRET, providing

pytestmark = pytest.mark.browser

FORMER = Path(__file__).parents[1] / "fixtures" / "database_schema_4.duckdb.gz"
CHEATS = (
    *("expired", "replayed", "another issuer", "another audience", "another key"),
    *("the client's secret as key", "no signature", "changed", "another audience, through ours"),
)
"""The last is one that Streamlit takes, and so comes last: there is then a way out and none in."""


@pytest.fixture(scope="module")
def provider():
    with providing() as running:
        yield running


@pytest.fixture(scope="module")
def signing(provider, tmp_path_factory):
    """A server whose database an earlier version left, with sign-in at the provider."""
    room = tmp_path_factory.mktemp("signing")
    path = room / "own.duckdb"
    path.write_bytes(gzip.decompress(FORMER.read_bytes()))
    open_store(path).close()
    settings = {
        **{"redirect_uri": "http://localhost:{port}/oauth2callback", "cookie_secret": "x" * 40},
        **{"client_id": CLIENT, "client_secret": SECRET, "server_metadata_url": f"{provider.url}/.well-known/openid-configuration"},
    }
    given = room / "secrets.toml"
    given.write_text("[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in settings.items()))
    with _serving(path, STREAMLIT_SECRETS_FILES=str(given)) as server:
        yield server


def sign_in(page, server, name="datasets") -> str:
    """Go the whole way from a page; return the address at which the provider's answer was brought."""
    page.goto(f"{server.url}/{name}")
    return agree(page, server)


def agree(page, server) -> str:
    page.get_by_role("button", name=say("frame.sign_in", "en"), exact=True).click()
    link = page.get_by_role("link", name="Agree")
    answer = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"{server.url}/")
    return answer


def is_in(page) -> None:
    expect(page.get_by_role("button", name=say("frame.sign_out", "en"))).to_be_visible()


def is_out(page) -> None:
    expect(page.get_by_role("button", name=say("frame.sign_in", "en"), exact=True)).to_be_visible()


def owners(server) -> dict[int, str]:
    cursor = open_snapshot(server.database)._connection
    return dict(cursor.execute("SELECT number, owner FROM uploads WHERE kind = 'upload'").fetchall())


def test_the_first_verified_sign_in_takes_over_what_the_e_mail_owned_and_a_second_account_does_not(signing, provider, surf):
    before = owners(signing)
    provider.cheat, provider.claims = "", {"sub": "0a1", "email": "LI@example.org", "email_verified": True}
    with surf() as page:
        answer = sign_in(page, signing)
        is_in(page)
        page.goto(f"{signing.url}/datasets")
        expect(page.get_by_text(re.compile("stored under .*, yours since you signed in"))).to_have_count(4)
        assert owners(signing) == {**before, **dict.fromkeys((2, 4, 5, 7), f"{provider.url} 0a1")}
        with surf() as thief:
            thief.goto(answer)
            is_out(thief)
        page.goto(answer)
        is_in(page)
        page.get_by_role("button", name=say("frame.sign_out", "en")).click()
        is_out(page)
    provider.claims = {"sub": "0a2", "email": "li@example.org", "email_verified": True}
    with surf() as page:
        sign_in(page, signing)
        is_in(page)
        page.goto(f"{signing.url}/datasets")
        expect(page.get_by_text("prices.csv")).to_be_visible()
        expect(page.get_by_role("button", name=say("upload.undo", "en"))).to_have_count(0)
    assert owners(signing)[4] == f"{provider.url} 0a1"


def test_an_address_that_is_not_verified_signs_in_and_takes_nothing_over(signing, provider, surf):
    before = owners(signing)
    provider.cheat, provider.claims = "", {"sub": "0b1", "email": "li@example.org", "email_verified": False}
    with surf() as page:
        sign_in(page, signing, "methods")
        is_in(page)
        page.goto(f"{signing.url}/datasets")
        expect(page.get_by_test_id("stFileUploader")).to_be_visible()
    assert owners(signing) == before


def test_a_token_that_is_expired_replayed_or_forged_is_refused_with_a_sentence(signing, provider, surf):
    provider.claims = {"sub": "0c1", "email": "li@example.org", "email_verified": True}
    before, unsaid = owners(signing), []
    with surf() as page:
        page.goto(f"{signing.url}/methods")
        for cheat in CHEATS:
            provider.cheat = cheat
            agree(page, signing)
            try:
                page.get_by_text(say("frame.sign_in_refused", "en")).wait_for(timeout=20_000)
            except TimeoutError:
                unsaid.append(cheat)
    assert not unsaid
    assert owners(signing) == before
