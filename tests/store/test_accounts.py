"""Who is who: owners are issuer and subject, and what an e-mail owned goes over once, to the first verified sign-in with it."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.schema import Refused
from data.store import Account, account_of, open_snapshot, open_store, upkeep
from export import exported
from views import VIEWS, Query, of_owner, tables_of

FIXTURE = Path(__file__).parents[1] / "fixtures" / "database_schema_4.duckdb.gz"
"""As the version before issuers left it: besides local's, uploads of li@example.org in three spellings (a shared contract, hours with
their mapping, a forecast, figures of demand that were taken back), and prices of an account that had no e-mail."""
LI = Account("https://id.example 0a1", "LI@Example.org")
OTHER = Account("https://elsewhere.example 9", "li@example.org")


@pytest.fixture
def former(tmp_path):
    path = tmp_path / "suanli.duckdb"
    path.write_bytes(gzip.decompress(FIXTURE.read_bytes()))
    opened = open_store(path)
    yield opened
    opened.close()


def owned(store, owner: str) -> list[tuple[int, str]]:
    return [(line.number, line.taken_from) for line in store.uploads(owner) if line.owner == owner]


def test_what_an_e_mail_owned_goes_over_whole_to_the_first_verified_sign_in_and_the_ledger_says_so(former):
    assert former.greet(LI) == [2, 4, 5, 7]
    assert owned(former, LI.owner) == [(7, "LI@example.org"), (5, "li@example.org"), (4, "Li@Example.org"), (2, "li@example.org")]
    live = former.tables(LI.owner, "mine")
    assert live.uploads("usage") == {4} and live.uploads("forecasts") == {5}
    key = next(line.header_key for line in former.uploads(LI.owner) if line.number == 4)
    assert former.remembered("usage", key, LI.owner).number == 4
    assert former.undo(4, LI.owner).undone_at
    assert former.share(5, LI.owner, "all").visibility == "all"
    assert [line.upload.number for line in upkeep.health(former.path) if not line.same] == []
    assert owned(open_snapshot(former.path), LI.owner) == owned(former, LI.owner)


def test_it_goes_over_once_and_whoever_comes_later_with_the_address_owns_nothing_of_it(former):
    former.greet(LI)
    assert former.greet(OTHER) == []
    assert owned(former, OTHER.owner) == []
    assert [line.number for line in former.uploads(OTHER.owner)] == [6, 2], "only what is shared is seen"
    for number in (2, 4, 5):
        with pytest.raises(Refused):
            former.undo(number, OTHER.owner)
    with former._write() as cursor:
        cursor.execute("UPDATE uploads SET owner = 'li@example.org' WHERE number = 4")
    assert former.greet(LI) == former.greet(Account(LI.owner, "li@EXAMPLE.org")) == []


def test_local_and_an_account_without_e_mail_keep_what_is_theirs(former):
    for account in (LI, OTHER, Account("https://evil.example 1", "local")):
        former.greet(account)
    assert [number for number, _ in owned(former, "local")] == [3, 1]
    assert owned(former, "https://id.example 7f3") == [(6, "")]


def test_an_owner_is_shown_by_the_last_verified_e_mail_in_refusals_and_under_charts(former):
    former.greet(LI)
    with pytest.raises(Refused) as refused:
        former.undo(2, "local")
    assert refused.value.problems[0].values["owner"] == "LI@Example.org"
    assert former.tables("local").sources(("upload-2",))[0].publisher == "LI@Example.org"
    former.greet(Account(LI.owner, "li.new@example.org"))
    former.greet(LI)
    assert former.tables("local").sources(("upload-2",))[0].publisher == "LI@Example.org"
    assert former.tables("local").sources(("upload-6",))[0].publisher == "https://id.example 7f3"


def test_the_rows_that_went_over_are_exported_by_the_name_of_their_file(former):
    former.greet(LI)
    view = VIEWS["idle_rate"]
    tables = tables_of(former, LI.owner, view, "mine")
    chart = view.chart(view.result(tables, of_owner(Query(by="total"), "mine")), "en")
    page = exported(chart, "html", tables.today).decode()
    assert "usage.csv" in page and "example.org" not in page.lower()


def test_nothing_is_written_for_a_known_account_or_one_without_a_verified_e_mail(former, monkeypatch):
    former.greet(LI)
    monkeypatch.setattr(former, "_write", lambda: pytest.fail("written"))
    former.greet(LI)
    former.greet(Account(LI.owner))
    assert open_snapshot(former.path).greet(OTHER) == []


CLAIMS = {"iss": "https://id.example", "sub": "7f3", "email": "Li@example.org"}


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email_verified": True}, "Li@example.org"),
        ({"email_verified": "true"}, "Li@example.org"),
        ({}, ""),
        ({"email_verified": None}, ""),
        ({"email_verified": False}, ""),
        ({"email_verified": "false"}, ""),
        ({"email_verified": 2}, ""),
        ({"email_verified": True, "email": "local"}, ""),
        ({"email_verified": True, "email": "https://id.example li@example.org"}, ""),
        ({"email_verified": True, "email": None}, ""),
    ],
    ids=str,
)
def test_an_e_mail_counts_where_the_provider_says_that_it_is_verified(claims, email):
    assert account_of({**CLAIMS, **claims}) == Account("https://id.example 7f3", email)


def test_of_a_trusted_issuer_that_never_says_it_counts_unless_it_is_denied():
    trusted = ("https://id.example",)
    assert account_of(CLAIMS, trusted).email == "Li@example.org"
    assert account_of({**CLAIMS, "email_verified": False}, trusted).email == ""
    assert account_of({**CLAIMS, "iss": "https://id.example.evil"}, trusted).email == ""


TEXT = st.text(st.sampled_from("ab:/ @\t"), max_size=5)


@given(TEXT, TEXT, TEXT, TEXT)
def test_two_accounts_are_one_owner_only_where_issuer_and_subject_are_the_same(issuer, subject, other_issuer, other_subject):
    one, two = (account_of({"iss": iss, "sub": sub}).owner for iss, sub in ((issuer, subject), (other_issuer, other_subject)))
    assert not one or one != two or (issuer, subject) == (other_issuer, other_subject)
    assert one not in ("local", "record") and (not one or " " in one)
