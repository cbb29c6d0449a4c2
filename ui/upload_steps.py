"""The steps of an upload on screen: what was taken over, what was guessed, what would be replaced, what is left out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.check import Checked
from data.codes import code_of
from data.corrections import Correction, edits
from data.mapping import Match, unit_code
from data.schema import Column, Dataset, Text
from data.store import share_text
from data.upload import Draft
from export.workbook import frame_csv
from i18n import say
from i18n.problem import row, sentence
from ui.frame import Here
from ui.questions import CODES
from ui.words import literal

_SHOWN = 200
_ANSWERS = ("together", "replace", "leave")


def taken_over(here: Here, checked: Checked) -> None:
    """Draw what is read as it is because an earlier upload was read so."""
    notes = [note for note in checked.notes if note.code.startswith("check.carried")]
    if notes:
        lines = "\n".join(f"- {literal(sentence(note, here.language))}" for note in notes)
        st.info(f"{say('upload.taken_over', here.language)}\n\n{lines}")


def mapping(here: Here, checked: Checked, key: str) -> dict[str, Match] | None:
    """Draw which header each column is read from; return the mapping as it is changed, once that is sent."""
    if not checked.headers:
        return None
    language, dataset = here.language, checked.dataset
    matched = sum(1 for match in checked.mapping.values() if match.header)
    title = say("upload.mapping", language, matched=matched, total=len(checked.headers))
    with st.expander(title, expanded=not len(checked.good) and not checked.asks):
        st.caption(say("upload.mapping_hint", language))
        edited = st.data_editor(
            _mapping_frame(dataset, checked.mapping, language),
            key=f"upload.editor.{key}",
            hide_index=True,
            placeholder="",
            disabled=["column"],
            column_config={
                "code": None,
                "column": st.column_config.TextColumn(say("upload.our_column", language)),
                "header": st.column_config.SelectboxColumn(say("upload.their_header", language), options=list(checked.headers)),
                "unit": st.column_config.TextColumn(say("upload.their_unit", language)),
                "constant": st.column_config.TextColumn(say("upload.constant", language)),
            },
        )
        if st.button(say("upload.apply", language), key=f"upload.apply.{key}"):
            found = _matches(edited, dataset)
            return {name: replace(match, values=checked.mapping.get(name, Match()).values) for name, match in found.items()}
    return None


def words(here: Here, checked: Checked, key: str) -> dict[str, Match] | None:
    """Draw the cells that are no code themselves beside what they are taken for; return the mapping as it is changed, once sent."""
    language, rows = here.language, []
    for name, cells in checked.words.items():
        column, match = checked.dataset.column(name), checked.mapping[name]
        rows += [
            {"code": name, "column": column.title.in_(language), "cell": cell, "count": count, "meant": code_of(cell, column, match.values)}
            for cell, count in cells.items()
            if code_of(cell, replace(column, value_synonyms={})) is None
        ]
    if not rows:
        return None
    titles = {code: text.in_(language) for name in checked.words for code, text in checked.dataset.column(name).values.items()}
    with st.container(border=True):
        st.markdown(say("upload.words", language))
        edited = st.data_editor(
            pd.DataFrame(rows),
            key=f"upload.words.{key}",
            hide_index=True,
            placeholder="",
            disabled=["column", "cell", "count"],
            column_config={
                "code": None,
                "column": st.column_config.TextColumn(say("upload.our_column", language)),
                "cell": st.column_config.TextColumn(say("upload.their_value", language)),
                "count": st.column_config.NumberColumn(say("upload.count", language)),
                "meant": st.column_config.SelectboxColumn(
                    say("upload.stands_for", language), options=list(titles), format_func=lambda code: titles.get(code, code)
                ),
            },
        )
        if not st.button(say("upload.apply_words", language), key=f"upload.apply_words.{key}"):
            return None
    said: dict[str, dict[str, str]] = {}
    for line in edited.to_dict("records"):
        if line["meant"] in checked.dataset.column(line["code"]).values:
            said.setdefault(line["code"], {})[line["cell"]] = line["meant"]
    changed = {name: replace(checked.mapping[name], values={**checked.mapping[name].values, **each}) for name, each in said.items()}
    return {**checked.mapping, **changed}


def replaced(here: Here, made: Draft, key: str) -> bool:
    """Draw what storing would change, and the question what shall happen with it; return whether storing is agreed to."""
    language, changes = here.language, list(made.changes())
    for change in changes:
        wrong = row(change, language)[say("problem.wrong", language)]  # what to do is asked below, not as an option of a command
        (st.warning if change.severity == "error" else st.caption)(literal(wrong))
    if not made.replaced:
        return True
    answer = st.segmented_control(
        say("upload.replaced", language),
        _ANSWERS if not made.earlier else _ANSWERS[1:],
        key=f"upload.replaced.{key}",
        format_func=lambda code: say(f"upload.replaced_{code}", language),
    )
    if answer == "together":
        st.info(say("upload.give_again", language, names=", ".join(literal(each.file_name) for each in made.replaced)))
    return answer == "replace"


def problems(here: Here, checked: Checked, key: str) -> tuple[Correction, ...]:
    """Draw the other notes and the errors, their list to download, and the rows with errors to be corrected; return corrections sent."""
    language = here.language
    for note in checked.notes:
        if note.code not in CODES and not note.code.startswith("check.carried"):
            st.caption(literal(sentence(note, language)))
    errors = [problem for problem in checked.errors if problem.code not in CODES]
    if not errors and checked.errors:
        return ()
    if not errors:
        st.success(say("upload.clean", language, rows=f"{len(checked.frame):,}"))
        return ()
    st.error(say("upload.errors", language, errors=f"{len(errors):,}", rows=f"{len(checked.frame):,}", good=f"{len(checked.good):,}"))
    listed = pd.DataFrame([row(problem, language) for problem in errors])
    st.dataframe(listed.loc[:, (listed != "").any()].head(_SHOWN), hide_index=True, placeholder="")
    st.download_button(
        say("upload.problem_list", language),
        data=lambda: frame_csv(listed, tuple(Column(name, "text", Text(name, name)) for name in listed), language),
        file_name=f"problems_{checked.dataset.name}_{language}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    return _corrected(here, checked, key)


def left_out(here: Here, made: Draft, key: str) -> bool:
    """Draw the question whether rows with errors are left out, naming their share; return whether that is agreed to, or none has any."""
    if not made.checked.errors:
        return True
    good = f"{len(made.checked.good):,}"
    return st.checkbox(say("upload.good_only", here.language, good=good, share=share_text(made.share)), key=f"upload.partly.{key}")


def _corrected(here: Here, checked: Checked, key: str) -> tuple[Correction, ...]:
    if checked.given.empty:
        return ()
    language = here.language
    given = checked.given.astype("object").where(checked.given.notna(), None)
    numbers = checked.places.loc[given.index, "row"]
    with st.expander(say("upload.correct", language, rows=len(given))):
        st.caption(say("upload.correct_hint", language))
        edited = st.data_editor(
            given.set_axis(numbers), key=f"upload.correct.{key}.{len(checked.corrections)}", placeholder="", disabled=["_index"]
        )
        if st.button(say("upload.apply_corrections", language), key=f"upload.apply_corrections.{key}"):
            return edits(given, edited.set_axis(given.index), checked.places)
    return ()


def _mapping_frame(dataset: Dataset, mapping: dict[str, Match], language: str) -> pd.DataFrame:
    rows = []
    for column in dataset.given:
        match = mapping.get(column.name, Match())
        title = column.title.in_(language) + (" *" if column.required else "")
        rows.append({"code": column.name, "column": title, "header": match.header, "unit": match.unit, "constant": match.constant})
    return pd.DataFrame(rows, dtype="object")


def _matches(edited: pd.DataFrame, dataset: Dataset) -> dict[str, Match]:
    cells = edited.astype("object").where(edited.notna(), None)
    return {
        row["code"]: Match(row["header"] or None, unit_code(row["unit"], dataset.column(row["code"])), row["constant"] or None)
        for row in cells.to_dict("records")
    }
