"""Who reads: the account that signed in, and what is said where a sign-in was begun and nobody came back signed in."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping

import streamlit as st

from data.schema import Language
from data.store import Account, Store, account_of, local_reader
from i18n import say
from ui.words import literal

_begun: OrderedDict[bytes, None] = OrderedDict()
"""Browsers that began to sign in, by the token that Streamlit gives each against forged requests."""
_MOST = 1000


def account() -> Account:
    """Return who reads: who signed in, else SUANLI_USER, else local; without an owner where sign-in is set up and nobody is signed in."""
    signed_in = getattr(st.user, "is_logged_in", None)
    if signed_in is None:
        return Account(local_reader())
    return account_of(st.user, _trusted()) if signed_in and _is_for_us(st.user) else Account("")


def greeted(store: Store) -> str:
    """Return the owner who reads; one who is new to this session with a verified e-mail is made known to `store`."""
    one = account()
    if st.session_state.get("account.greeted") != one:
        store.greet(one)
        st.session_state["account.greeted"] = one
    return one.owner


def sign_in(language: Language) -> None:
    """Draw, where sign-in is set up, the button for it or the way out, with who is signed in; say so where a sign-in was refused."""
    signed_in = getattr(st.user, "is_logged_in", None)
    if signed_in is None:
        return
    if signed_in:
        one = account()
        who = say("frame.signed_in", language, name=literal(one.email or one.owner), setting=literal(f"SUANLI_USER='{one.owner}'"))
        st.button(say("frame.sign_out", language), on_click=st.logout, type="tertiary", help=who if one.owner else None)
    else:
        st.button(say("frame.sign_in", language), on_click=_begin, type="tertiary")


def refusal(language: Language) -> None:
    """Say that a sign-in that this browser began was not taken, until this session ends or another is begun."""
    if getattr(st.user, "is_logged_in", None) is None:
        return
    if "account.began" not in st.session_state and _begun.pop(_browser(), 0) is None:
        st.session_state["account.refused"] = True
    is_refused = st.session_state.get("account.refused") or getattr(st.user, "is_logged_in", False)
    if is_refused and not account().owner:
        st.warning(say("frame.sign_in_refused", language))


def _begin() -> None:
    st.session_state["account.began"] = True
    st.session_state.pop("account.refused", None)
    _begun[_browser()] = None
    while len(_begun) > _MOST:
        _begun.popitem(last=False)
    st.login()


def _browser() -> bytes:
    """Return what is the same for all sessions of this browser: the token behind the cookie, which is masked anew with each answer."""
    from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

    return decode_xsrf_token_string(st.context.cookies.get("_streamlit_xsrf", ""))[0] or b""


def _trusted() -> tuple[str, ...]:
    return tuple(os.environ.get("SUANLI_ISSUERS", "").split())


def _is_for_us(claims: Mapping[str, object]) -> bool:
    """Return whether the token was made for this app: a token of another, made for it by `azp` alone, has been taken."""
    given = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    client = given.get(str(claims.get("provider")), given).get("client_id")
    audience = claims.get("aud", client)
    return client in audience if isinstance(audience, list) else client == audience
