"""The steps of an upload on screen: what was taken over, what was guessed, what would be replaced, what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from data.check import Checked
from data.codes import code_of
from data.corrections import Correction, edits
from data.mapping import Match, unit_code
from data.read import inner_columns
from data.schema import Column, Dataset, Language, Place, Problem, Text
from data.store import share_text
from data.upload import Draft
from export.workbook import frame_csv
from i18n import say
from i18n.format import number
from i18n.problem import row, sentence
from ui.frame import Here
from ui.questions import CODES
from ui.words import literal

_SHOWN = 200
_LOW, _HEIGHT = 8, 480
"""Above how many lines a list has a height of its own, in pixels."""
_CARRIED = "check.carried"
_ANSWERS = ("together", "replace", "leave")


def taken_over(here: Here, checked: Checked) -> None:
    """Draw what is read as it is because an earlier upload was read so."""
    _said(here, "upload.taken_over", [note for note in checked.notes if note.code.startswith(_CARRIED)])


def guessed(here: Here, checked: Checked) -> None:
    """Draw how the file was read where it left a choice."""
    _said(here, "upload.guessed", [note for note in checked.notes if note.code not in CODES and not note.code.startswith(_CARRIED)])


def _said(here: Here, heading: str, notes: Sequence[Problem]) -> None:
    if notes:
        lines = "\n".join(f"- {literal(_note(note, here.language))}" for note in notes)
        st.info(f"{say(heading, here.language)}\n\n{lines}")


def refused(here: Here, problems: Sequence[Problem]) -> bool:
    """Draw why the files are refused; return whether the analyst can say here what is missing."""
    for problem in problems:
        st.error(literal(_note(problem, here.language)))
    return any(_option(problem, here.language) for problem in problems)


def _note(note: Problem, language: Language) -> str:
    """Return what a problem says, and what to do: where that is an option of the command line, the page has a field for it."""
    text, option = sentence(note, language), _option(note, language)
    instead = "upload.change_below" if note.severity == "note" else "upload.say_below"
    return text.replace(option, say(instead, language)) if option else text


def _option(problem: Problem, language: Language) -> str:
    told = row(problem, language)[say("problem.do", language)]
    return told if re.search("--(map|value) ", told) else ""


def mapping(here: Here, dataset: Dataset, headers: Sequence[str], checked: Checked | None, key: str) -> dict[str, Match] | None:
    """Draw which of `headers` each column is read from; return the mapping as it is changed, once that is sent.

    The columns of the reader stand beside those of the dataset: a table of jobs is known by them. `checked` is None for a refused file.
    """
    if not headers:
        return None
    language, matches = here.language, checked.matches if checked else {}
    inner = inner_columns(dataset.name, checked.reader if checked and checked.inner else None)
    columns = {column.name: column for column in (*(inner if checked and checked.inner else ()), *dataset.given, *inner)}
    matched = len({match.header for match in matches.values()} & {*headers})
    title = say("upload.mapping", language, matched=matched, total=len(headers))
    with st.expander(title, expanded=checked is None or (not len(checked.good) and not checked.asks)):
        st.caption(say("upload.mapping_hint", language))
        edited = st.data_editor(
            _mapping_frame(columns.values(), matches, language),
            key=f"upload.editor.{key}",
            hide_index=True,
            placeholder="",
            disabled=["column"],
            column_config={
                "code": None,
                "column": st.column_config.TextColumn(say("upload.our_column", language)),
                "header": st.column_config.SelectboxColumn(say("upload.their_header", language), options=list(headers)),
                "unit": st.column_config.TextColumn(say("upload.their_unit", language)),
                "constant": st.column_config.TextColumn(say("upload.constant", language)),
            },
        )
        if st.button(say("upload.apply", language), key=f"upload.apply.{key}"):
            found = _matches(edited, columns, matches)
            return {name: replace(match, values=matches.get(name, Match()).values) for name, match in found.items()}
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
    """Draw the errors, their list to download, and the rows with errors to be corrected; return corrections sent."""
    language = here.language
    errors = [problem for problem in checked.errors if problem.code not in CODES]
    if not errors and checked.errors:
        return ()
    if not errors:
        st.success(say("upload.clean", language, rows=f"{len(checked.frame):,}"))
        return ()
    st.error(say("upload.errors", language, errors=f"{len(errors):,}", rows=f"{len(checked.frame):,}", good=f"{len(checked.good):,}"))
    listed = pd.DataFrame([row(problem, language) for problem in errors])
    with st.container(height=_HEIGHT if len(errors) > _LOW else "content", border=len(errors) > _LOW):
        lines = pd.DataFrame([_line(problem, language) for problem in errors[:_SHOWN]]).fillna("")
        st.table(lines.set_index(lines.columns[0]))
    if len(errors) > _SHOWN:
        st.caption(say("datasets.more", language, shown=number(_SHOWN, language), rows=number(len(errors), language)))
    st.download_button(
        say("upload.problem_list", language),
        data=lambda: frame_csv(listed, tuple(Column(name, "text", Text(name, name)) for name in listed), language),
        file_name=f"problems_{checked.dataset.name}_{language}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    return _corrected(here, checked, key)


def _line(problem: Problem, language: Language) -> dict[str, str]:
    """Return where a problem stands and what it is, each ready for Markdown: a table wraps where a grid cuts."""
    cells = row(problem, language)
    at = (say(f"problem.{part}", language) for part in ("row", "file", "sheet", "column", "found"))
    words = _note(replace(problem, place=Place()), language)
    return {**{name: literal(cells[name]) for name in at if cells[name]}, say("problem.wrong", language): literal(words)}


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


def _mapping_frame(columns: Iterable[Column], mapping: Mapping[str, Match], language: str) -> pd.DataFrame:
    rows = []
    for column in columns:
        match = mapping.get(column.name, Match())
        title = column.title.in_(language) + (" *" if column.required else "")
        rows.append({"code": column.name, "column": title, "header": match.header, "unit": match.unit, "constant": match.constant})
    return pd.DataFrame(rows, dtype="object")


def _matches(edited: pd.DataFrame, columns: Mapping[str, Column], earlier: Mapping[str, Match]) -> dict[str, Match]:
    """Return the mapping as edited; a unit that was written anew, be it another word for the same, is the analyst's own."""
    cells = edited.astype("object").where(edited.notna(), None)
    found = {}
    for given in cells.to_dict("records"):
        name, before = given["code"], earlier.get(given["code"], Match())
        is_said = bool(given["unit"]) and (before.is_said or given["unit"] != before.unit)
        found[name] = Match(given["header"] or None, unit_code(given["unit"], columns[name]), given["constant"] or None, is_said=is_said)
    return found
