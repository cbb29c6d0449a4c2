"""Streamlit's own words stay English. Which of its elements have some is listed here, with why they are used all the same."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "ui").glob("*.py")), *sorted((ROOT / "pages").glob("*.py")), ROOT / "app.py"]

ENGLISH_INSIDE = {
    "file_uploader": "its button says Upload, its line 200MB per file: the caption above it says both in the reader's language",
    "data_editor": "the tool tips of its bar and the menus of its columns: nothing else lets an analyst correct a mapping in rows",
    "dataframe": "the tool tips of its bar and the menus of its columns, its CSV switched off: nothing else scrolls a thousand rows",
    "download_button": "a line of five seconds where the server fails to make a file; where it cannot, the button is off and says so",
    "plotly_chart": "the tool tip of its full-screen button; its own bar of tools is switched off",
    "code": "the tool tip of its copy button, which shows a sign: a citation must be copied with one click",
    "selectbox": "No results, where somebody types what is not in the list",
    "multiselect": "No results, where somebody types what is not in the list; Select all is switched off",
    "number_input": "Press Enter to apply, while somebody types: nothing else keeps letters out of a number",
    "text_input": "Press Enter to apply, while somebody types; the date picker is English throughout",
    "navigation": "the tool tip of the sign that opens it on a phone",
}
"""Element -> which words of its own it shows, and why it is used."""

OURS_ALONE = {
    *(
        "badge",
        "button",
        "caption",
        "checkbox",
        "columns",
        "container",
        "empty",
        "error",
        "expander",
        "grid",
        "info",
        "link_button",
        "markdown",
    ),
    *("metric", "page_link", "popover", "segmented_control", "select_slider", "slider", "spinner", "subheader", "success", "table"),
    *("title", "warning"),
}
"""Elements that show no word but those they are given."""

UNSEEN = {
    *(
        "Page",
        "cache_resource",
        "column_config",
        "components",
        "context",
        "fragment",
        "login",
        "logout",
        "secrets",
        "query_params",
        "rerun",
        "session_state",
    ),
    *("secrets", "set_page_config", "stop", "switch_page", "user"),
}


def used() -> dict[str, set[str]]:
    """What is taken from streamlit, and where."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "st":
                found.setdefault(node.attr, set()).add(path.name)
    return found


def calls(name: str) -> list[ast.Call]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in FILES)
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == f"st.{name}"]


def given(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords}


def test_every_element_with_words_that_cannot_be_translated_is_on_the_list():
    assert {name: places for name, places in used().items() if name not in {*ENGLISH_INSIDE, *OURS_ALONE, *UNSEEN}} == {}


def test_the_list_holds_no_element_that_is_not_used():
    assert set(ENGLISH_INSIDE) <= set(used())


def test_what_can_be_said_in_the_language_of_the_reader_is():
    assert all("placeholder" in given(call) and "select_all" in given(call) for call in calls("multiselect"))
    assert all("placeholder" in given(call) for name in ("dataframe", "data_editor") for call in calls(name))
    assert all("max_upload_size" in given(call) for call in calls("file_uploader"))


def test_a_chart_has_a_text_alternative():
    assert all("alt" in given(call) for call in calls("plotly_chart"))
