"""The example's mark: made-up figures name themselves in the title, in every row, in the foot and in the name of the file."""

from __future__ import annotations

from dataclasses import replace

from charts.chart import Chart
from data.schema import Column, Language, Text
from i18n import say

_MARK = Column("example", "text", Text("Example", "示例"))


def marked(chart: Chart, language: Language) -> Chart:
    """Return `chart` with the word EXAMPLE in its title, in each of its figures and in the name of its files."""
    first = chart.frame.copy()
    first.insert(0, _MARK.name, say("view.data_example", language))
    return replace(
        chart,
        title=say("view.example", language, text=chart.title),
        frame=first,
        columns=(_MARK, *chart.columns),
        scope=(_MARK.name, *chart.scope),
        headlines=tuple(replace(one, label=say("view.example", language, text=one.label)) for one in chart.headlines),
    )
