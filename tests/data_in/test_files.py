"""Several files of one upload, read as one."""

import pandas as pd
import pytest

from data.check import checked_files
from data.read import File, reading_of
from data.schema import Refused
from data.tables import DATASETS

SMI = "timestamp, index, name, utilization.gpu [%]\n"


@pytest.fixture
def files(tmp_path):
    def _files(*texts):
        paths = [tmp_path / f"{n}.csv" for n in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        return [File(path, path.name) for path in paths]

    return _files


def minutes(first, last, card=0):
    return "".join(f"2026/03/01 12:{minute:02}:00.000, {card}, A800, 50 %\n" for minute in range(first, last))


def test_an_hour_in_two_files_is_the_hour_in_one_in_either_order(files):
    whole, first, second = files(SMI + minutes(0, 60), SMI + minutes(0, 30), SMI + minutes(30, 60))
    want = reading_of([whole]).tables[0].frame.reset_index(drop=True)
    for pieces in ([first, second], [second, first], [first, second, first]):
        pd.testing.assert_frame_equal(reading_of(pieces).tables[0].frame.reset_index(drop=True), want)


def test_a_file_that_comes_twice_is_read_once_and_said(files):
    first, again = files(SMI + minutes(0, 60), SMI + minutes(0, 60))
    found = reading_of([first, again])
    assert found.rows_read == 60
    assert [(note.code, note.place.file, note.values["name"]) for note in found.notes if note.code == "read.copy"] == [
        ("read.copy", "1.csv", "0.csv")
    ]


def test_files_of_two_kinds_are_refused_by_name(files):
    with pytest.raises(Refused) as refused:
        reading_of(files(SMI + minutes(0, 60), "cluster,pool,hour\nA,P,2026-03-01\n"))
    assert refused.value.problems[0].code == "read.several_readers"
    assert refused.value.problems[0].values["names"] == "1.csv: delimited; 0.csv: nvidia_smi"


def test_a_problem_names_its_file_where_there_are_several(files):
    header = "cluster,pool,hour,installed_card_hours\n"
    both = files(header + "A,P,2026-03-01 00:00,8\n", header + "A,P,2026-03-01 01:00,8\nA,P,2026-03-01 02:00,-1\n")
    found = checked_files(both, DATASETS["usage"])
    assert [(each.code, each.place.file, each.place.row) for each in found.errors] == [("check.too_low", "1.csv", 3)]
    assert len(found.good) == 2


def test_two_files_of_one_name_and_two_kinds_are_refused_as_any_others(tmp_path):
    for folder, text in (("a", SMI + minutes(0, 60)), ("b", "cluster,pool,hour\nA,P,2026-03-01\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "part.csv").write_text(text)
    with pytest.raises(Refused) as refused:
        reading_of([File(tmp_path / folder / "part.csv", "part.csv") for folder in ("a", "b")])
    assert refused.value.problems[0].code == "read.several_readers"
