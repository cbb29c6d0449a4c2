"""Which dataset a file is of, and what is taken over from an earlier upload."""

import pandas as pd
import pytest

from data.matching import dataset_of
from data.read import Reading, Table
from data.schema import Refused
from data.tables import DATASETS


def reading(*headers):
    return Reading("delimited", (Table(None, pd.DataFrame([["1"] * len(headers)], columns=list(headers))),))


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_is_known_by_its_own_headers_in_codes_and_in_either_language(name):
    columns = DATASETS[name].given
    for headers in ([c.name for c in columns], [c.title.en for c in columns], [c.title.zh for c in columns]):
        assert dataset_of(reading(*dict.fromkeys(headers)), DATASETS).name == name


@pytest.mark.parametrize("headers", [("a", "b", "c"), ("value", "unit"), ("cluster",), ("0", "1.5", "Weibull")], ids=str)
def test_what_fits_no_dataset_or_several_is_asked(headers):
    with pytest.raises(Refused, match="check.which_dataset"):
        dataset_of(reading(*headers), DATASETS)
