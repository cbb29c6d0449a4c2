"""A table split by rows and given as one upload, in any order, is the whole: jobs, nodes, request logs and tables of usage."""

import pandas as pd
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from data.check import checked_files
from data.mapping_options import option
from data.read import File, inner_columns
from data.tables import DATASETS

FIRST = pd.Timestamp("2026-03-01")


def at(minutes):
    return f"{FIRST + pd.Timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"


KINDS = {
    "jobs": (
        "usage",
        "job_id,submit,start,end,gpus,pool",
        lambda n: f"{n},{at(7 * n)},{at(9 * n)},{at(9 * n + 50)},{n % 4},{'ab'[n % 2]}",
        ("cluster==X", "installed_card_hours==64", "jobs_listed==all"),
    ),
    "nodes": ("usage", "time,active,total,pool", lambda n: f"{at(10 * n)},{n % 5},8,p", ("cluster==X",)),
    "requests": ("requests", "time,prompt_tokens,completion_tokens", lambda n: f"{at(11 * n)},{n},{2 * n}", ("service==s",)),
    "usage": ("usage", "集群,资源池,时间,装机,已分配", lambda n: f"X,p,{at(15 * n)},8,{n % 8}", ()),
}


@pytest.mark.parametrize("kind", KINDS)
@seed(13)
@settings(max_examples=6, deadline=None)
@given(st.data())
def test_pieces_in_any_order_are_the_whole(tmp_path_factory, kind, data):
    dataset, head, row, options = KINDS[kind]
    rows = [row(n) for n in range(data.draw(st.integers(8, 24)))]
    cut = data.draw(st.integers(1, len(rows) - 1))
    folder = tmp_path_factory.mktemp("pieces")
    mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)

    def loaded(*parts):
        files = [File(folder / f"{n}.csv", f"{n}.csv") for n in range(len(parts))]
        for file, part in zip(files, parts, strict=True):
            file.path.write_text("\n".join([head, *part, ""]))
        found = checked_files(files, DATASETS[dataset], mapping=mapping)
        assert not found.errors
        return found.good.sort_values([*DATASETS[dataset].key]).reset_index(drop=True)

    whole = loaded(rows)
    for parts in ((rows[:cut], rows[cut:]), (rows[cut:], rows[:cut])):
        pd.testing.assert_frame_equal(loaded(*parts), whole)
