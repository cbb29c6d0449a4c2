"""One company on screen: the choice of it by any of its names, and what the record does not say of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.schema import Refused
from i18n import say
from i18n.problem import sentence
from ui import entries, link
from ui.frame import Here
from ui.words import literal
from views.companies import code_of, known

_LINKS = 12


def company(here: Here) -> dict:
    """Draw the choice of a company and return its line of the directory.

    The address may name it by ticker or by any name; what fits none is said.
    """
    listed = known(here.tables)
    if link.arrived("companies", "company"):
        _meant(here, listed, st.query_params["company"])
    titles = {row["code"]: _title(row, here.language) for row in listed.to_dict("records")}
    st.caption(say("companies.hint", here.language))
    code = entries.subject(here, "company", titles)
    return listed[listed["code"] == code].iloc[0].to_dict()


def _meant(here: Here, listed: pd.DataFrame, text: str) -> None:
    """Choose the company that the address means by a name or a ticker without its exchange."""
    try:
        link.choose("companies", "company", code_of(listed, text))
    except Refused as refused:
        link.choose("companies", "company", listed["code"].iloc[0])
        for problem in refused.problems:
            st.info(literal(sentence(problem, here.language)))


def _title(row: dict, language: str) -> str:
    """Return every name of a company, so that typing any of them finds it."""
    names = [row["company_en"], row["company"]] if language == "en" else [row["company"], row["company_en"]]
    olds = str(row["former_names"]).split("|") if isinstance(row["former_names"], str) else []
    parts = [name for name in (*names, *olds, row["ticker"]) if isinstance(name, str) and name]
    return " · ".join(dict.fromkeys(parts))


def further(here: Here, code: str) -> None:
    """Draw the ways on: to each contract of the company, and to the upload of what is missing."""
    language, rows = here.language, here.tables.frame("contracts")
    own = rows[rows["ticker"].fillna(rows["company"]) == code]
    with st.container(horizontal=True):
        for contract in own["contract_id"].head(_LINKS):
            label = say("companies.open", language, contract=contract)
            st.page_link("pages/contracts.py", label=literal(label), query_params={"contract": contract})
        st.page_link("pages/datasets.py", label=say("companies.add_company", language), query_params={"dataset": "companies"})
