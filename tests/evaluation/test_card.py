"""Tables of a model card, filled from figures."""

from __future__ import annotations

import pytest

from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.card import CardError, with_figures
from conceptwriter.evaluation.measurements import SHARE, Measurement, Report

FRENCH = {"source": "eng_Latn", "target": "fra_Latn"}
BACK = {"source": "fra_Latn", "target": "eng_Latn"}
STORIES = {"set": "stories", "language": "eng_Latn"}
REPORT = Report(
    [
        Measurement("translation", "chrf++", FRENCH, Figure(61.25, 59.0, 63.1, 500)),
        Measurement("translation", "degenerate", FRENCH, Figure(0.01, 0, 0.02, 500), SHARE),
        Measurement("translation", "chrf++", BACK, Figure(52.0, 51.0, 53.0, 500)),
        Measurement("auto-encoding", "BLEU", STORIES, Figure(73.8, 70, 75, 300)),
    ]
)
OLDER = Report([Measurement("translation", "chrf++", FRENCH, Figure(46.5, 43.7, 49.4, 300))])
TRANSLATION = "<!-- figures: translation; chrf++ = chrF++; degenerate = loops, % -->\n"
END = "<!-- end of figures -->"


def filled(begin: str, **reports: Report) -> list[str]:
    """The lines of the table."""
    text = with_figures(f"Before.\n\n{begin}old\n{END}\n\nAfter.\n", reports or {"new": REPORT})
    assert text.startswith(f"Before.\n\n{begin}")
    assert text.endswith(f"\n{END}\n\nAfter.\n")
    return text.removeprefix(f"Before.\n\n{begin}").removesuffix(f"{END}\n\nAfter.\n").splitlines()


def test_a_table_is_filled() -> None:
    assert filled(TRANSLATION) == [
        "| translation | chrF++ | loops, % |",
        "| --- | --- | --- |",
        "| English to French | 61.2 (59.0 to 63.1) | 1.0 (0.0 to 2.0) |",
        "| French to English | 52.0 (51.0 to 53.0) |  |",
    ]


def test_rows_are_chosen() -> None:
    begin = "<!-- figures: translation; chrf++ = chrF++; source = fra_Latn -->\n"
    assert filled(begin)[2:] == ["| English | 52.0 (51.0 to 53.0) |"]
    assert filled("<!-- figures: auto-encoding; BLEU = BLEU -->\n")[2:] == [
        "| stories, English | 73.8 (70.0 to 75.0) |"
    ]


def test_figures_are_of_the_file_that_is_named() -> None:
    begin = "<!-- figures: translation; chrf++ = chrF++; target = fra_Latn; file = older -->\n"
    assert filled(begin, new=REPORT, older=OLDER)[2:] == ["| English | 46.5 (43.7 to 49.4) |"]


def test_filling_again_changes_nothing() -> None:
    once = with_figures(f"{TRANSLATION}{END}\n{TRANSLATION}{END}\n", {"new": REPORT})
    assert once.count("English to French") == 2
    assert with_figures(once, {"new": REPORT}) == once


@pytest.mark.parametrize(
    ("begin", "message"),
    [
        ("<!-- figures: translation; chrf = chrF -->\n", "has 'chrf' for the table"),
        ("<!-- figures: summary; rouge = ROUGE -->\n", "has 'rouge' for the table"),
        ("<!-- figures: translation; chrf++ -->\n", "instead of 'chrf\\+\\+'"),
    ],
)
def test_what_is_not_there_is_named(begin: str, message: str) -> None:
    with pytest.raises(CardError, match=message):
        filled(begin)


def test_a_text_without_tables_is_refused() -> None:
    with pytest.raises(CardError, match="no table to fill"):
        with_figures("# Card\n", {"new": REPORT})
