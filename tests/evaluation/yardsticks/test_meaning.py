"""Agreement with ratings, and finding translations, of codecs that know everything or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conceptwriter.evaluation.bootstrap import pearson_figure, spearman_figure
from conceptwriter.evaluation.codec.known_bad import Copier
from conceptwriter.evaluation.held_out.sets import everything_fits
from conceptwriter.evaluation.measurements import Report
from conceptwriter.evaluation.yardsticks.aligned import AlignedText, YardstickError
from conceptwriter.evaluation.yardsticks.meaning import (
    RatedPairs,
    read_rated_pairs,
    similarity_figures,
    xsim_figures,
)
from tests.evaluation.conftest import PAIRS, Oracle

WAYS = ("eng_Latn", "fra_Latn")


def test_correlations_are_those_of_the_textbook() -> None:
    first, second = [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 50.0]
    assert spearman_figure(first, second).value == pytest.approx(0.8)
    assert pearson_figure(first, second).value == pytest.approx(np.corrcoef(first, second)[0, 1])
    tied = spearman_figure([1, 1, 2, 3], [1, 2, 3, 3])
    assert tied.value == pytest.approx(np.corrcoef([1.5, 1.5, 3, 4], [1, 2, 3.5, 3.5])[0, 1])


def test_correlations_have_intervals() -> None:
    draw = np.random.default_rng(5)
    first = draw.standard_normal(400)
    second = first + draw.standard_normal(400)
    for figure in (spearman_figure(first, second), pearson_figure(first, second)):
        assert figure.low < figure.value < figure.high
        assert 0.04 < figure.high - figure.low < 0.2
        assert figure.items == 400
    with pytest.raises(ValueError, match="at least one"):
        spearman_figure([], [])


def test_what_never_varies_has_no_correlation() -> None:
    assert np.isnan(pearson_figure([1, 1, 1], [1, 2, 3]).value)
    assert np.isnan(spearman_figure([1, 1, 1], [1, 2, 3]).value)


def test_a_resample_is_ranked_anew() -> None:
    # Without ties among the values a resample has some all the same: its items come several times.
    figure = spearman_figure(range(30), range(30))
    assert (figure.low, figure.value, figure.high) == pytest.approx((1.0, 1.0, 1.0))


def test_rated_pairs_may_have_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "sts.tsv"
    path.write_text(
        "sentence1\tsentence2\tscore\nA b.\tB a.\t4.5\nC.\tD.\t0\nE.\tF.\t-1e0\n", encoding="utf-8"
    )
    found = read_rated_pairs(path)
    assert (found.first, found.scores) == (("A b.", "C.", "E."), (4.5, 0.0, -1.0))
    assert read_rated_pairs(path, 2).scores == (4.5, 0.0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"A.\tB.\t1\nA.\tB.\n", "line 2: needs two sentences and a score between tabs, has 2 columns"),
        (b"A. B. 1\n", "line 1: .* has 1 column\\."),
        (b"A.\tB.\t1\n\nA.\tB.\t1\n", "line 2: .* has 1 column\\."),
        (b"A.\tB.\thigh\n", "line 1: the score 'high' is not a number"),
        (b"A.\tB.\t1\nA.\tB.\tscore\n", "line 2: the score 'score' is not a number"),
        (b"A.\tB.\tnan\n", "line 1: the score 'nan' is not a number"),
        (b"A.\t \t1\n", "line 1: a sentence is empty"),
        (b"A.\tB\xe9.\t1\n", "line 1: not UTF-8 text"),
        (b"A.\tB.\t1\n", "has 1 pairs; a correlation needs 3"),
        (b"", "has 0 pairs"),
    ],
)
def test_bad_rated_pairs_are_named_by_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "sts.tsv"
    path.write_bytes(content)
    with pytest.raises(YardstickError, match=f"sts.tsv.*{says}"):
        read_rated_pairs(path)


def rated() -> RatedPairs:
    """Translations, rated 1, and pairs that are none, rated 0."""
    english, french = zip(*PAIRS, strict=True)
    count = len(PAIRS)
    shifted = french[1:] + french[:1]
    return RatedPairs(Path("x"), english * 2, french + shifted, (1.0,) * count + (0.0,) * count)


def test_the_cosine_agrees_with_people_where_the_codec_knows_the_meaning() -> None:
    good = Report(similarity_figures(Oracle(), rated(), WAYS, everything_fits))
    bad = Report(similarity_figures(Copier(), rated(), WAYS, everything_fits))
    for name in ("spearman", "pearson"):
        assert good.find("similarity", name)[0].figure.low > 0.8
        assert abs(bad.find("similarity", name)[0].figure.value) < 0.4


def test_xsim_by_the_cosine_and_by_the_margin() -> None:
    texts = [AlignedText(code, Path(code), tuple(pair[k] for pair in PAIRS)) for k, code in enumerate(WAYS)]
    pairs = [(texts[0], texts[1]), (texts[1], texts[0])]
    good = Report(xsim_figures(Oracle(), pairs, everything_fits))
    bad = Report(xsim_figures(Copier(), pairs, everything_fits))
    for name in ("error", "error, margin"):
        assert [row.figure.value for row in good.find("retrieval", name)] == [0, 0]
        assert all(row.figure.value > 0.8 for row in bad.find("retrieval", name))
