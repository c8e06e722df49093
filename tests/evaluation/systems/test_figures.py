"""Figures from hand-made records, against numbers that can be counted by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.evaluation.measurements import Report
from conceptwriter.evaluation.records import Record, Records
from conceptwriter.evaluation.systems.figures import figures, first_is_best
from conceptwriter.evaluation.systems.offers import Judges
from conceptwriter.evaluation.systems.places import SystemPlace
from conceptwriter.evaluation.systems.report import markdown
from conceptwriter.evaluation.systems.run import SystemsData, SystemsTask, plan_name
from conceptwriter.evaluation.systems.systems import CONCEPTS, HUMAN, TOGETHER
from conceptwriter.evaluation.systems.word_ngrams import WordNgrams, plain_words
from tests.evaluation.systems.stand_ins import WordJudge, write_dev

LANGUAGES = ("eng_Latn",)
FEATURES = ("likelihood", "gain", "order", "direction")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> SystemsData:
    return SystemsData.of(SystemsTask(write_dev(tmp_path_factory.mktemp("figures") / "dev"), most=3))


def of(task: str, place: SystemPlace, system: str, *texts: str) -> Record:
    return Record(task, place.set, place.name, system, texts)


def measured(data: SystemsData, found: list[Record], judges: Judges | None = None) -> Report:
    with Records({}) as records:
        for record in found:
            records.add(record)
        return Report(figures(records, data, judges or Judges(LANGUAGES)))


def value(report: Report, table: str, name: str, system: str, where: str = "books") -> float:
    (found,) = report.find(table, name, system=system, set=where)
    return found.figure.value


def test_degenerate_misspelt_and_unknown(data: SystemsData) -> None:
    words = WordNgrams([plain_words("she saw the box and the box saw the day and she")] * 2)
    first, second, third = data.places["books"]
    report = measured(
        data,
        [
            of("offers", first, TOGETHER, "She saw the box.", "She saw the blorf."),
            of("offers", second, TOGETHER, "She saw the day.", "..."),
            of("offers", third, TOGETHER),
        ],
        Judges(LANGUAGES, words=words),
    )
    # Of five, the empty list being one: "..." and the empty list; and with them the blorf.
    assert value(report, "offers", "degenerate", TOGETHER) == pytest.approx(2 / 5)
    assert value(report, "offers", "degenerate or misspelt", TOGETHER) == pytest.approx(3 / 5)
    assert value(report, "offers", "unknown words", TOGETHER) == pytest.approx(1 / 9)
    assert value(report, "offers", "offers a place", TOGETHER) == pytest.approx(4 / 3)
    assert value(report, "offers", "degenerate", f"{TOGETHER}, first") == pytest.approx(1 / 3)
    texts = ("She saw the box.", "She saw the blorf.", "She saw the day.", "...")
    bits, count = zip(*map(words.bits, texts), strict=True)
    assert value(report, "offers", "bits a word", TOGETHER) == pytest.approx(sum(bits) / sum(count))


def test_fit_is_judged_against_the_place_of_the_next_document(data: SystemsData) -> None:
    places = data.places["books"]
    own = [of("offers", place, HUMAN, place.sentences[-1]) for place in places]
    foreign = [
        of("offers", place, CONCEPTS, other.sentences[-1], place.sentences[-1])
        for place, other in zip(places, [*places[1:], places[0]], strict=True)
    ]
    report = measured(data, [*own, *foreign], Judges(LANGUAGES, meaning=WordJudge()))
    assert value(report, "offers", "fits its text", HUMAN) == 1.0
    assert value(report, "offers", "fits its text", CONCEPTS) == 0.5


def test_fit_with_the_place_is_judged_against_another_of_the_document(data: SystemsData) -> None:
    places = [place for place in data.places["books"] if place.elsewhere()]
    report = measured(
        data,
        [
            *(of("offers", place, HUMAN, place.sentences[-1]) for place in places),
            *(of("offers", place, CONCEPTS, place.elsewhere()[-1]) for place in places),
        ],
        Judges(LANGUAGES, meaning=WordJudge()),
    )
    assert places
    assert value(report, "offers", "fits its place", HUMAN) == 1.0
    assert value(report, "offers", "fits its place", CONCEPTS) == 0.0


def test_names_copies_and_lists(data: SystemsData) -> None:
    first, second, _ = data.places["books"]
    copy = first.sentences[0].rstrip(".")
    report = measured(
        data,
        [
            of("offers", first, TOGETHER, "And then came Zebedee.", f"Well, {copy} again."),
            of("offers", second, TOGETHER, "A lamp.", "A lamp."),
        ],
    )
    assert value(report, "offers", "new names", TOGETHER) == pytest.approx(1 / 4)
    # The copied sentence has six or seven words, the others no word of the text but "a".
    runs = [0, len(plain_words(copy)), 1, 1]
    assert value(report, "offers", "copied words in a row", TOGETHER) == pytest.approx(sum(runs) / 4)
    pairs = 3 + len(plain_words(copy)) + 1 + 1
    assert value(report, "offers", "distinct-2 of a list", TOGETHER) == pytest.approx(pairs / (pairs + 1))


def test_free_running_repetition(data: SystemsData) -> None:
    first, second, _ = data.places["stories"]
    same = ("He went away from home.",) * 3
    report = measured(
        data, [of("free", first, CONCEPTS, *same), of("free", second, CONCEPTS, "He went away from here.")]
    )
    # Two 4-grams a sentence: six with two kinds in the first text, two of two in the second.
    assert value(report, "free running", "repeated 4-grams", CONCEPTS, "stories") == pytest.approx(4 / 8)
    assert value(report, "free running", "distinct-2", CONCEPTS, "stories") == pytest.approx(
        (4 + 4) / (12 + 4)
    )
    assert value(report, "free running", "sentences", CONCEPTS, "stories") == 2.0


def test_headings_taken_up(data: SystemsData) -> None:
    first, second = data.headings["expository"][:2]
    report = measured(
        data,
        [
            Record("expand", "expository", plan_name(first), HUMAN, ("A rowing boat.", "Many a box.")),
            Record("expand", "expository", plan_name(second), HUMAN, ("Nothing of it.",)),
        ],
    )
    # Of "Boxes of row 2" the content words are boxes and row, each by its first five letters.
    assert value(report, "expansion", "takes up its heading", HUMAN, "expository") == 0.0
    again = measured(data, [Record("expand", "expository", plan_name(first), HUMAN, ("Boxes stood there.",))])
    assert value(again, "expansion", "takes up its heading", HUMAN, "expository") == 1.0
    assert value(again, "expansion", "heading words taken up", HUMAN, "expository") == pytest.approx(1 / 2)


def test_choices_by_the_chooser_and_by_single_features(data: SystemsData) -> None:
    def choice(number: int, **features: tuple[float, ...]) -> Record:
        place = f"{data.places['books'][0].source.identity}#{number}"
        return Record("choice", "books", place, "chooser", features=features)

    best, tied, worst = (2.0, 0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0, 0.0), (0.0, 3.0, 0.0, 0.0, 0.0)
    report = measured(
        data,
        [
            choice(0, likelihood=best, gain=best, order=best),
            choice(1, likelihood=worst, gain=worst, order=tied),
        ],
    )
    name = "true sentence first of 5"
    assert value(report, "choice", name, "likelihood") == 0.5
    assert value(report, "choice", name, "order") == 0.5
    assert value(report, "choice", name, "chooser") == 0.5
    assert report.find("choice", name, system="direction") == []
    assert not first_is_best([1.0, 1.0])


def test_half_a_sentence_is_unfinished(data: SystemsData) -> None:
    first, second, _ = data.places["books"]
    report = measured(
        data, [of("offers", first, HUMAN, "She said:", "No."), of("offers", second, HUMAN, "Yes.")]
    )
    assert value(report, "offers", "unfinished", HUMAN) == pytest.approx(1 / 3)


def test_sets_are_counted_together_as_well(data: SystemsData) -> None:
    found = [of("offers", data.places[name][0], HUMAN, "A lamp.") for name in ("books", "stories")]
    (together,) = measured(data, found).find("offers", "degenerate", system=HUMAN, set="together")
    assert (together.figure.value, together.figure.items) == (0.0, 2)


def test_nothing_recorded_nothing_measured(data: SystemsData) -> None:
    assert measured(data, []).measurements == []


def test_the_report_is_a_table_that_says_what_is_missing(data: SystemsData, tmp_path: Path) -> None:
    found = [of("offers", place, HUMAN, *place.following[:1]) for place in data.places["books"]]
    report = measured(data, found)
    facts = {"codec": "toy 1", "voice": "smol 1.0", "most": 3, "free": 0, "not_measured": ["spelling: why"]}
    text = markdown(Report(report.measurements, facts))
    lines = text.splitlines()
    assert "Models: codec toy 1, voice smol 1.0. Places of a set: 3" in text
    row = next(line for line in lines if line.startswith("| books | human | 3 |"))
    head = next(line for line in lines if line.startswith("| set | system | places | degenerate"))
    assert row.count("|") == head.count("|")
    assert "0.0% [0.0% 70.8%]" in row
    assert lines[-1] == "- spelling: why"
