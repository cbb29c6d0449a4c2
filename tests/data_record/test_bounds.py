"""Every figure has bounds, the record keeps within them, and a value beyond is refused before it can spoil anybody's page."""

import pandas as pd
import pytest

from data.cells import cells
from data.schema import Problem
from data.sources import rows
from data.tables import DATASETS

FIGURES = [(name, column) for name, dataset in DATASETS.items() for column in dataset.columns if column.kind in ("number", "integer")]


@pytest.mark.parametrize(("dataset", "column"), FIGURES, ids=lambda each: getattr(each, "name", each))
def test_every_figure_is_bounded_on_both_sides(dataset, column):
    assert column.low is not None and column.high is not None
    assert -1e21 <= column.low < column.high <= 1e21


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_record_keeps_within_the_bounds(dataset):
    shipped = rows(dataset)
    if shipped is None:
        pytest.skip("nothing is shipped")
    for column in DATASETS[dataset].columns:
        if column.kind in ("number", "integer"):
            known = shipped[column.name].dropna()
            assert known.between(column.low, column.high).all(), column.name


NO_ADDRESSES = ("javascript:alert(1)", "data:text/html,x", "ftp://a.example", "a b", "https://a.example/<b>", "//a.example")


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_an_address_that_is_none_of_the_web_is_refused(text):
    column = DATASETS["contracts"].column("source_url")
    found = cells(pd.Series([text, "https://www.sse.com.cn/公告.pdf?x=1&y=2", "HTTP://A.EXAMPLE"]), column, None)
    assert list(found.wrong) == [0]
    assert found.problems[0] == Problem("check.not_an_address", values={"found": text})
