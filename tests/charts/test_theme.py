import itertools

import pytest

from charts.idle.drawn import _HUES as STATES
from charts.theme import HUES, PAPERS, contrast, distinct_hues, mixed, scale, scaled, template, translucent

LADDER = ("effective", "under_used", "held", "unallocated", "out_of_service")
NEIGHBOURS = (
    *itertools.pairwise(LADDER),
    ("allocated", "held"),
    ("allocated", "unallocated"),
    ("training", "inference"),
    ("signed", "terminated"),
)
THEMES = ("light", "dark")

# Viénot, Brettel and Mollon (1999) for protan and deutan; linear RGB in and out.
BLINDNESS = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(rgb: list[float]) -> list[float]:
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (max(sum(m * c for m, c in zip(row, rgb, strict=True)) / w, 0) for row, w in zip(matrix, white, strict=True))
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


def distance(one: str, other: str, blindness: str) -> float:
    seen = ([sum(m * c for m, c in zip(row, linear(colour), strict=True)) for row in BLINDNESS[blindness]] for colour in (one, other))
    return sum((a - b) ** 2 for a, b in zip(*map(lab, seen), strict=True)) ** 0.5


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("theme", THEMES)
def test_letters_in_every_hue_can_be_read_on_the_paper(theme):
    paper = PAPERS[theme].background
    assert {name: contrast(hue.text(theme), paper) for name, hue in HUES.items() if contrast(hue.text(theme), paper) < 4.5} == {}
    assert contrast(PAPERS[theme].ink, paper) > 10
    assert contrast(PAPERS[theme].quiet, paper) > 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_bands_that_touch_differ_in_black_and_white_print(one, other, theme):
    assert contrast(HUES[one].fill(theme), HUES[other].fill(theme)) >= 1.4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_bands_that_touch_differ_for_colour_blind_readers(one, other, blindness, theme):
    assert distance(HUES[one].fill(theme), HUES[other].fill(theme), blindness) > 15


@pytest.mark.parametrize("theme", THEMES)
def test_every_state_of_the_ladder_has_a_colour_of_its_own(theme):
    pairs = itertools.combinations(STATES.items(), 2)
    close = [(a, b) for (a, one), (b, other) in pairs if space(HUES[one].fill(theme), HUES[other].fill(theme)) < 12]
    assert [pair for pair in close if "unobserved" not in pair] == []  # what is unobserved is hatched


@pytest.mark.parametrize("theme", THEMES)
def test_lines_without_hues_of_their_own_get_different_ones(theme):
    for first in (("capacity", "neutral1", "accent", "neutral2"), ("signed", "busy", "held", "training"), ()):
        fills = [HUES[name].fill(theme) for name in distinct_hues(first, 10)]
        assert min(space(*pair) for pair in itertools.combinations(fills, 2)) > 10
    assert distinct_hues(("busy",), 2) == ("busy", "accent")
    assert "allocated" not in distinct_hues(("busy",), 11)  # the same teal


def space(one, other):
    """How far two colours lie apart for a reader who sees all: CIE 1976."""
    return sum((a - b) ** 2 for a, b in zip(lab(linear(one)), lab(linear(other)), strict=True)) ** 0.5


def test_a_mix_lies_between_the_two_colours():
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mixed("#102030", "#FFFFFF", 1) == "#102030"
    assert translucent("#FF8000", 0.2) == "rgba(255,128,0,0.2)"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", HUES)
def test_a_scale_moves_steadily_away_from_the_paper(name, theme):
    paper = PAPERS[theme].background
    steps = [contrast(scaled(scale(name, theme), share / 20), paper) for share in range(21)]
    assert steps == sorted(steps)
    assert steps[-1] > 1.5 * steps[0]


def test_each_language_begins_with_its_own_faces():
    english, chinese = (template(language)["layout"]["font"]["family"] for language in ("en", "zh"))
    assert english.startswith('"Noto Sans",')
    assert chinese.startswith('"Noto Sans CJK SC"')
    assert "Noto Sans CJK SC" in english
