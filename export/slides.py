"""Chart -> PPTX, 16:9: the finding as title, a chart that can be edited, source and citation beneath, all else in the notes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches, Pt

from charts.caption import Caption
from charts.chart import Chart
from charts.theme import PAPERS
from export.about import about, citations
from export.cells import display_width, plain
from export.image import available, image
from export.native import Native, counted, native
from export.slide_chart import with_native_chart
from export.slide_table import COLUMNS, ROWS, sheet, with_table
from i18n import say
from i18n.format import number

LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
TABLE_SLIDES = 4
"""A table chart goes on over so many slides; beyond, the workbook is the better place."""

_LEFT, _WIDTH = Inches(0.6), Inches(12.13)
_BODY_TOP, _BOTTOM = Inches(1.85), Inches(7.4)
_FOOT_LINE, _FOOT_COLUMNS = Inches(0.155), 190
"""A line of the foot at 9 points: its height, and how many Latin characters it holds."""


def slides(chart: Chart, accessed: dt.date) -> bytes:
    """Return `chart` as a presentation; `accessed` is the day its citation names.

    Line, area, bar, column and scatter are native charts. Other forms are a picture, where a browser can draw it, and a
    native table: a table chart over several slides, the others with their first rows.
    """
    presentation = _presentation()
    drawing = native(chart)
    if chart.frame.empty:
        _add_sentence(_new_slide(presentation, chart, accessed), say("export.nothing", chart.language))
    elif drawing:
        _add_drawing(_new_slide(presentation, chart, accessed), chart, drawing, _body(chart, accessed))
    else:
        _add_picture_and_table(presentation, chart, accessed)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def _add_drawing(slide, chart: Chart, drawing: Native, box: tuple) -> None:
    """The native chart, and under it a native table of what stands under the drawing."""
    left, top, width, height = box
    lines = counted(chart)
    tall = Inches(0.3) * len(lines)
    with_native_chart(slide, chart, drawing, (left, top, width, height - tall - (Inches(0.1) if lines else 0)))
    if lines:
        numeric = [False, *[True] * (len(lines[0]) - 1)]
        read = [
            ["–" if cell is None else cell if isinstance(cell, str) else number(cell, chart.language) for cell in line] for line in lines
        ]
        with_table(slide, read[0], read[1:], numeric, (left, top + height - tall, width, tall))


def _add_picture_and_table(presentation, chart: Chart, day: dt.date) -> None:
    drawn = chart.encoding.form != "table"
    if drawn and available():
        _add_picture(_new_slide(presentation, chart, day), chart, _body(chart, day))
    headings, lines = sheet(chart)
    numeric = [column.kind in ("number", "integer") for column in chart.columns[:COLUMNS]]
    starts = range(0, len(lines), ROWS)[: 1 if drawn else TABLE_SLIDES]
    shown = min(len(lines), len(starts) * ROWS)
    left, top, width, height = _body(chart, day)
    notice = _notice(chart, shown, undrawn=drawn and not available())
    for start in starts:
        slide = _new_slide(presentation, chart, day)
        with_table(slide, headings, lines[start : start + ROWS], numeric, (left, top, width, height - Inches(0.3)))
        _text(slide, notice, (left, top + height - Inches(0.3), width, Inches(0.3)), 10, PAPERS["light"].quiet)


def _notice(chart: Chart, shown: int, undrawn: bool) -> str:
    """What a reader misses on the slide: the drawing, rows, columns."""
    rows, columns = len(chart.frame), len(chart.columns)
    said = (
        say("export.no_drawing", chart.language) if undrawn else "",
        say("export.first_rows", chart.language, shown=shown, total=rows) if shown < rows else "",
        say("export.first_columns", chart.language, shown=COLUMNS, total=columns) if columns > COLUMNS else "",
    )
    return " ".join(sentence for sentence in said if sentence)


def _add_picture(slide, chart: Chart, box: tuple) -> None:
    """The drawing alone: the slide already says finding, subtitle and foot."""
    bare = replace(chart, title="", subtitle="", caption=Caption((), "", ()))
    left, top, width, height = box
    picture = slide.shapes.add_picture(io.BytesIO(image(bare, "png", scale=3)), left, top, height=height)
    if picture.width > width:
        picture.width, picture.height = width, int(picture.height * width / picture.width)
    picture.left = left + (width - picture.width) // 2
    picture._element.nvPicPr.cNvPr.set("descr", plain(chart.alternative))


def _new_slide(presentation, chart: Chart, day: dt.date):
    slide = presentation.slides.add_slide(presentation.slide_layouts.get_by_name("Title Only"))
    size = 26 if display_width(chart.title) <= 70 else 22 if display_width(chart.title) <= 120 else 18
    _write(slide.shapes.title, chart.title, size, PAPERS["light"].ink, bold=True)
    _text(slide, chart.subtitle, (_LEFT, Inches(1.3), _WIDTH, Inches(0.45)), 15, PAPERS["light"].quiet)
    left, top, width, height = _body(chart, day)
    _text(slide, _foot(chart, day), (left, top + height, width, _BOTTOM - top - height), 9, PAPERS["light"].quiet)
    told = (f"{name}\n{text}" for name, text in about(chart, day) + citations(chart, day))
    slide.notes_slide.notes_text_frame.text = plain("\n\n".join(told))
    return slide


def _foot(chart: Chart, day: dt.date) -> str:
    return "\n".join((*chart.caption.lines, chart.citation("gbt7714" if chart.language == "zh" else "en", day)))


def _body(chart: Chart, day: dt.date) -> tuple:
    """Left, top, width and height of what stands between the subtitle and the foot, whose height its words decide."""
    lines = sum(1 + display_width(line) // _FOOT_COLUMNS for line in _foot(chart, day).splitlines())
    return _LEFT, _BODY_TOP, _WIDTH, _BOTTOM - _BODY_TOP - _FOOT_LINE * min(lines, 12) - Inches(0.15)


def _add_sentence(slide, text: str) -> None:
    _text(slide, text, (_LEFT, Inches(3.6), _WIDTH, Inches(0.6)), 20, PAPERS["light"].quiet)


def _text(slide, text: str, box: tuple, size: int, colour: str) -> None:
    _write(slide.shapes.add_textbox(*box), text, size, colour)


def _write(shape, text: str, size: int, colour: str, bold: bool = False) -> None:
    shape.text_frame.word_wrap = True
    shape.text_frame.text = plain(text)
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))


def _presentation():
    """A 16:9 presentation whose theme names a Chinese face beside the Latin one: every text and chart inherits both."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    master = presentation.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for faces in root.iterfind(".//{*}fontScheme/*"):
        faces.find("{*}latin").set("typeface", LATIN)
        faces.find("{*}ea").set("typeface", EAST_ASIAN)
    theme.blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    title = presentation.slide_layouts.get_by_name("Title Only").placeholders[0]
    title.left, title.top, title.width, title.height = _LEFT, Inches(0.35), _WIDTH, Inches(0.95)
    return presentation
