"""Every problem that this room raises has words, and the words say what was found, where, what is allowed and what to do."""

import re
from pathlib import Path

import pytest

from data.schema import Place, Problem, Text
from data.units import TIMES, UNITS
from i18n import say, words
from i18n.format import unit_name
from i18n.problem import LISTED, place, row, sentence, unit_words

DATA = Path(__file__).parents[2] / "data"
SOURCES = sorted({*DATA.glob("read/*.py"), *DATA.glob("child/*.py"), *DATA.glob("rollup/*.py"), *DATA.glob("*.py")} - {DATA / "schema.py"})
QUOTED = re.compile(r'"((?:read|check|mapping)\.[a-z_]+)"')
KINDS = re.compile(r'\(b"[^"]*", "([a-z_]+)"\)')
PARTS = ("_allowed", "_do", "_do_closest", "_name")


def raised():
    """The codes in the sources, and those that content makes of a kind of file."""
    found = {code for path in SOURCES for code in QUOTED.findall(path.read_text(encoding="utf-8"))}
    content = (DATA / "read" / "content.py").read_text(encoding="utf-8")
    kinds = {*KINDS.findall(content), *re.findall(r'return "([a-z_]+)"', content), *re.findall(r'else "([a-z_]+)"', content)}
    kinds |= set(re.findall(r'return "([a-z_]+)" if', content))
    return found | {f"read.is_{kind}" for kind in kinds - {"text", "jsonl", "parquet", "xlsx", "zip"}}


def wordings():
    return {f"{topic}.{name}": wording for topic in ("read", "check", "mapping") for name, wording in words(topic).items()}


def base(code):
    return next((code.removesuffix(part) for part in sorted(PARTS, key=len, reverse=True) if code.endswith(part)), code)


def test_every_code_that_is_raised_has_words():
    assert len(raised()) > 80
    assert raised() - set(wordings()) == set()


def test_no_words_are_left_of_a_code_that_nobody_raises():
    kept = {code for code in wordings() if not code.startswith(("mapping.unit_", "mapping.times_"))}
    assert {base(code) for code in kept} - raised() == set()


def test_every_error_says_what_to_do():
    notes = {"check.more", "check.sheet_skipped", "check.left_out", "check.unused_headers", "read.more", "read.above_header", "read.nested"}
    notes |= {"read.copy", "read.inference_whole", "read.requests_again", "read.job_slices", "read.jobs_again", "check.sum_left_out"}
    assert {code for code in raised() - notes if f"{code}_do" not in wordings()} == set()


def test_every_problem_with_a_cell_has_a_name_by_which_it_is_counted():
    cells = {code for code in raised() if f"{code}_allowed" in wordings() and not code.startswith("mapping.")}
    assert {code for code in cells if f"{code}_name" not in wordings()} == {
        "check.wrong_unit_header",
        "check.percent_or_fraction",
        "check.share_or_amount",
        "check.small_without_unit",
        "check.percent_below_one",
        "check.part_of_card",
        "check.unusual_without_unit",
        "check.which",
        "check.which_dataset",
    }


PROBLEM = Problem(
    "check.too_high",
    Place("一", 1234, "占比"),
    {"found": "150%", "high": 1.0, "unit": "fraction", "title": Text("Share", "占比")},
)


def test_a_sentence_says_where_what_what_is_allowed_and_what_to_do():
    assert sentence(PROBLEM, "en") == (
        "Sheet “一”, row 1234, column “占比”: “150%” is above the highest value allowed. "
        "Allowed: At most 100\u202f%. Correct the value or its unit."
    )
    assert sentence(PROBLEM, "zh") == "工作表“一”第 1234 行“占比”列：“150%”高于允许的最大值。允许：不大于 100%。请更正数值或单位。"


def test_a_row_of_the_list_has_a_heading_for_each_part():
    assert row(PROBLEM, "zh") == {
        "文件": "",
        "工作表": "一",
        "行": "1234",
        "列": "占比",
        "实际内容": "150%",
        "问题": "“150%”高于允许的最大值。",
        "允许内容": "不大于 100%。",
        "处理办法": "请更正数值或单位。",
    }
    assert list(row(PROBLEM, "en")) == ["File", "Sheet", "Row", "Column", "Found", "Problem", "Allowed", "What to do"]


def test_a_problem_of_a_constant_is_listed_under_the_title_of_its_column():
    problem = Problem("check.not_a_number", values={"found": "often", "title": Text("Interval", "间隔")})
    assert (row(problem, "en")["Column"], row(problem, "zh")["列"], row(problem, "en")["Row"]) == ("Interval", "间隔", "")


def test_a_place_is_as_exact_as_it_can_be():
    assert place(None, None, None, None, "en") == ""
    assert place(None, None, 5, None, "en") == "Row 5"
    assert place(None, "A", None, "x", "zh") == "工作表“A”“x”列"


def test_braces_in_what_a_user_wrote_are_only_characters():
    assert "{found}{0}" in sentence(Problem("check.not_a_number", values={"found": "{found}{0}"}), "en")


def test_a_long_list_of_allowed_values_is_cut():
    allowed = tuple(Text(f"v{n}", f"值{n}") for n in range(LISTED + 5))
    problem = Problem("check.not_a_code", values={"found": "x", "allowed": allowed})
    assert "v39 and 5 more." in sentence(problem, "en")
    assert "值39等，另有 5 个。" in sentence(problem, "zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_unit_and_every_multiple_has_a_name(language):
    for code in (*UNITS, "number", *TIMES, *(f"{times}_cny" for times in TIMES)):
        assert unit_words(code, language) != code or unit_name(code, language) == code, code


def test_a_multiple_is_named_as_people_write_it():
    assert unit_words("wan_cny", "zh") == "万元"
    assert unit_words("ten_million_cny", "zh") == "千万元"
    assert unit_words("million_cny", "en") == "million CNY"
    assert unit_words("wan", "zh") == "万"
    assert unit_words("unheard_of", "en") == "unheard_of"


def test_what_remains_is_counted_by_its_names():
    problem = Problem("check.more", values={"count": 3200, "kinds": (("check.not_a_number", 3000), ("read.ragged", 200))})
    assert "3,200 more problems of the same kinds: 3,000 × not a number; 200 × wrong number of cells." in sentence(problem, "en")
    assert "同类问题还有 3,200 处：不是数字 3,000 处、单元格个数不符 200 处。" in sentence(problem, "zh")


def test_headings_are_words_of_their_own():
    assert [say(f"problem.{part}", "zh") for part in ("sheet", "row", "column")] == ["工作表", "行", "列"]
