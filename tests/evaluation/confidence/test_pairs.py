"""What a confidence is measured on: the same half in every language, and only what says the same."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.evaluation.confidence.pairs import aligned_sentences, half_of, references
from conceptwriter.evaluation.confidence.usable import are_usable, likeness
from conceptwriter.evaluation.held_out.sets import EvaluationSets

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"


def story(name: str, language: str, *paragraphs: list[str]) -> dict[str, Any]:
    return {
        "id": f"{name}:{language}",
        "story": name,
        "lang": language,
        "title": name,
        "paragraphs": list(paragraphs),
    }


def write(dev: Path, name: str, *documents: dict[str, Any]) -> None:
    with gzip.open(dev / f"{name}_dev.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(document) + "\n" for document in documents)


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    rows = [f"It rains {n} times.\tIl pleut {n} fois.\tIl pleut {n} coups." for n in range(40)]
    with gzip.open(tmp_path / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        stream.writelines(f"{ENGLISH}\t{FRENCH}\t{row}\n" for row in rows)
    write(
        tmp_path,
        "stories",
        story("rain", ENGLISH, ["It rained.", "Anna"], ["One more.", "And another."], ["Short."]),
        story(
            "rain", FRENCH, ["Il pleuvait.", "Anna"], ["Une seule."], ["Une phrase trop longue pour cela."]
        ),
        story("sun", ENGLISH, ["The sun shone."]),
        story("sun", FRENCH, ["Le soleil brillait."], ["Encore."]),
    )
    write(tmp_path, "expository")
    return tmp_path


def test_only_sentences_at_the_same_place_are_pairs(dev: Path) -> None:
    assert aligned_sentences(dev, "stories", FRENCH) == [("It rained.", "Il pleuvait.")]


def test_both_directions_of_a_sentence_are_in_one_half(dev: Path) -> None:
    sets = EvaluationSets(dev, most=30)
    there, back = references(sets, ENGLISH, FRENCH), references(sets, FRENCH, ENGLISH)
    assert len(there) == len(back) == 31
    assert (
        [each.half for each in there]
        == [each.half for each in back]
        == [half_of(each.source) for each in there]
    )
    assert {each.half for each in there} == {"fit", "test"}
    assert there[0].accepted == (back[0].source, back[0].source.replace("fois", "coups"))
    assert back[0].accepted == (there[0].source,)


def test_a_half_does_not_depend_on_case_or_punctuation() -> None:
    assert half_of("It rained.") == half_of("it rained!")


def test_usable_is_what_is_near_to_an_accepted_text_and_lost_nothing() -> None:
    accepted = [["The old man is here.", "He is here, the old man."]] * 3
    outputs = ["He is here, the old man.", "The old man is here.", "Nobody saw the boats."]
    assert likeness(outputs[:2], accepted[:2]) == pytest.approx([100, 100])
    assert are_usable(outputs, accepted, [(), ("names",), ()]) == [True, False, False]
    assert are_usable(outputs[:1], accepted[:1], [("length",)]) == [True]
