"""Where systems are asked: always the same places, with the author's sentence to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.assistant import Position
from conceptwriter.evaluation.held_out.corpora import CorpusError, TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.systems.places import FOLLOWING, SystemPlace, place_of, places_in
from tests.evaluation.systems.stand_ins import record, write_dev, write_documents

ENGLISH = "eng_Latn"


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dev(tmp_path_factory.mktemp("systems") / "dev")


def whole(place: SystemPlace) -> list[str]:
    return [text for part in place.source.paragraphs for text in part]


def test_the_author_continues_where_the_text_before_ends(dev: Path) -> None:
    for place in places_in(dev, "books", ENGLISH, 9):
        start = len(place.sentences)
        assert whole(place)[:start] == list(place.sentences)
        assert whole(place)[start : start + FOLLOWING] == list(place.following)
        document = place.document()
        assert [document.source_text(node) for node in document.concepts()] == list(place.sentences)
        is_new = place.following[0] in {part[0] for part in place.source.paragraphs}
        assert place.new_paragraph == is_new
        assert (place.at(document).position is Position.NEW_PARAGRAPH) == is_new


def test_no_place_is_right_under_a_heading(dev: Path) -> None:
    for document in dev_documents(dev, "books", ENGLISH):
        opened = {document.paragraphs[heading.before][0] for heading in document.headings}
        for turn in range(30):
            place = place_of(document, "books", turn, 0)
            assert place is not None
            assert place.following[0] not in opened


def test_more_places_follow_on_those_there_are(dev: Path) -> None:
    few, many = places_in(dev, "stories", ENGLISH, 2), places_in(dev, "stories", ENGLISH, 5)
    assert many[:2] == few
    assert len({place.source.identity for place in many[:3]}) == 3
    assert len({place.name for place in many}) == len(many)
    assert places_in(dev, "stories", ENGLISH, 3, seed=1) != many[:3]


def test_a_long_text_is_cut_and_keeps_the_heading_it_is_under(tmp_path: Path) -> None:
    long = record("books", 1, 400)
    long["headings"] = [{"before": 0, "level": 2, "text": "The only heading"}]
    write_documents(tmp_path / "books_dev.jsonl.gz", [long])
    place = next(each for each in places_in(tmp_path, "books", ENGLISH, 8) if len(each.sentences) == 100)
    assert place.headings == ((0, "The only heading"),)
    assert place.words_before[:2] == ("The boxes of house 1", "The only heading")
    assert place.sentences[-1] == whole(place)[whole(place).index(place.following[0]) - 1]


def test_another_place_of_the_document_is_apart(dev: Path) -> None:
    for place in places_in(dev, "books", ENGLISH, 9):
        other, near = place.elsewhere(), whole(place)[max(0, place.here - 3) : place.here]
        assert place.sentences == tuple(whole(place)[: place.here])
        assert len(other) in (0, 10)
        assert set(other).isdisjoint([*near, place.following[0]])
        assert all(text in whole(place) for text in other)
    short = place_of(TrainingDocument("x", "x", ENGLISH, "", [[f"{n}." for n in range(12)]]), "books", 0, 0)
    assert short is not None
    assert short.elsewhere() == ()


def test_documents_that_are_too_short_have_no_place(tmp_path: Path) -> None:
    write_documents(tmp_path / "books_dev.jsonl.gz", [record("books", 1, 8)])
    with pytest.raises(CorpusError, match="at least 9 sentences"):
        places_in(tmp_path, "books", ENGLISH, 3)
