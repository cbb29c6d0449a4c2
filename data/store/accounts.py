"""Who is who: an owner is an issuer and its subject; what an e-mail owned before goes over to the first verified sign-in with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data import clock


@dataclass(frozen=True)
class Account:
    """Who signed in. `owner` is what rows belong to; `email` is for show: empty where the provider does not say that it is verified."""

    owner: str
    email: str = ""


def account_of(claims: Mapping[str, object], trusted: tuple[str, ...] = ()) -> Account:
    """Return the account that a provider's claims name; without an owner where issuer or subject is missing.

    An e-mail counts as verified where the provider says so. Of the issuers `trusted`, which never say, it counts unless they deny it.
    """
    issuer, subject, email = (str(claims.get(name) or "") for name in ("iss", "sub", "email"))
    if not subject.strip() or not issuer or _has_space(issuer):
        return Account("")  # the space tells issuer and subject apart
    verified = str(claims.get("email_verified", issuer in trusted)).lower() == "true"
    return Account(f"{issuer} {subject}", email if verified and _is_address(email) else "")


def is_known(cursor: duckdb.DuckDBPyConnection, account: Account) -> bool:
    """Return whether the account has signed in before with its e-mail of today: nothing is to be written down."""
    last = cursor.execute("SELECT arg_max(shown, seen_at) FROM accounts WHERE owner = ?", [account.owner]).fetchone()
    return last == (account.email,)


def greet(cursor: duckdb.DuckDBPyConnection, account: Account) -> list[int]:
    """Write the account's e-mail down, and where it is the first with it hand over what was stored under it; return those uploads.

    Rows, shares and remembered mappings go with their uploads. The caller holds the transaction.
    """
    folded = _folded(account.email)
    first = not cursor.execute("SELECT 1 FROM accounts WHERE email = ?", [folded]).fetchall()
    cursor.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?)", [account.owner, folded, account.email, clock.now_utc()])
    owners = [name for (name,) in cursor.execute("SELECT DISTINCT owner FROM uploads WHERE kind = 'upload'").fetchall()]
    former = [name for name in owners if first and _is_address(name) and _folded(name) == folded]
    moved = "UPDATE uploads SET taken_from = owner, owner = ? WHERE kind = 'upload' AND list_contains(?, owner) RETURNING number"
    numbers = sorted(number for (number,) in cursor.execute(moved, [account.owner, former]).fetchall())
    names = [f"upload-{number}" for number in numbers]
    cursor.execute("UPDATE sources SET publisher = ? WHERE list_contains(?, id)", [account.owner, names])
    return numbers


SHOWN = "coalesce((SELECT arg_max(shown, seen_at) FROM accounts WHERE owner = {owner}), {owner})"
"""SQL of how an owner is shown: by the last verified e-mail, else as the owner is called."""


def shown(cursor: duckdb.DuckDBPyConnection, owner: str) -> str:
    """Return how `owner` is shown to readers: by the last verified e-mail, else as the owner is called."""
    return cursor.execute(f"SELECT {SHOWN.format(owner='$owner')}", {"owner": owner}).fetchone()[0]


def _is_address(text: str) -> bool:
    """Return whether this can be an e-mail: `local`, and an issuer with its subject, never are."""
    return "@" in text.strip("@") and not _has_space(text)


def _has_space(text: str) -> bool:
    return any(sign.isspace() for sign in text)


def _folded(email: str) -> str:
    return email.casefold()
