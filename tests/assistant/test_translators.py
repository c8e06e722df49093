"""Translations by other engines: a real CTranslate2 model, with everything around it that the codec has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conceptwriter.assistant import (
    EVERYTHING,
    Assistant,
    AssistantError,
    LanguageNotCovered,
    accept,
    apply_translation,
)
from conceptwriter.bundles import load_manifest, save_manifest
from conceptwriter.bundles.translators import CODEC, EVERY_PAIR, Translators, pair_key, translators_in
from conceptwriter.engine import Request, TextTooLong, TranslateTexts, TranslatorError
from conceptwriter.engine.translator_use import LoadedTranslators
from conceptwriter.errors import JobCancelled
from conceptwriter.job import Job
from conceptwriter.outline import Document, Draft, Kind, Origin, edits
from conceptwriter.outline.remarks import remarks_on
from conceptwriter.outline.translated_by import TranslatedBy, translated_by
from conceptwriter.runtime.sessions import Interrupt
from tests.assistant.conftest import concept, section
from tests.assistant.toy_engine import ToyEngine
from tests.toy_translator import WORDS, found, make_translator_bundle

FRENCH, ENGLISH = "fra_Latn", "eng_Latn"
OPUS = "Toy OPUS 1.0"
WAIT = 60


class TwoEngines(ToyEngine):
    """The toy codec, and translators that really run."""

    @property
    def waiting(self) -> int:
        return len(self._held)

    def __init__(self) -> None:
        super().__init__()
        self._translators = LoadedTranslators(1)

    def _answer(self, request: Request[Any], job: Job[Any]) -> None:
        if not isinstance(request, TranslateTexts):
            super()._answer(request, job)
            return
        try:
            job.set_result(self._translators.translate(request, Interrupt(), lambda *_step: None))
        except (TextTooLong, TranslatorError) as error:
            job.set_exception(error)


class Desk:
    """An assistant with translators, and the defaults that a test sets."""

    def __init__(self, *folders: Path) -> None:
        self.engine = TwoEngines()
        self.translators = Translators(translators_in(found(*folders)))
        self.assistant = Assistant(self.engine, clock=lambda: 1000.0, translators=lambda: self.translators)

    def default(self, name: str, *pairs: str) -> None:
        self.translators = replace(self.translators, defaults=dict.fromkeys(pairs, name))


@pytest.fixture(scope="module")
def opus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_translator_bundle(tmp_path_factory.mktemp("opus"))


@pytest.fixture
def desk(opus: Path) -> Iterator[Desk]:
    made = Desk(opus)
    with made.assistant:
        yield made


def desk_with(folder: Path, words: Mapping[str, str], **more: Any) -> Desk:
    return Desk(make_translator_bundle(folder, words={**WORDS, **words}, **more))


def written(*texts: str, language: str = ENGLISH) -> tuple[Document, list[int]]:
    document = document_of(*(concept(text, source_language=language) for text in texts))
    return document, list(document.concepts())


def document_of(*concepts: Draft) -> Document:
    return Document.from_draft(section("", Draft(Kind.PARAGRAPH, children=list(concepts))))


def translated(desk: Desk, *texts: str, to: str = FRENCH, engine: str = "") -> list[str]:
    document, nodes = written(*texts)
    document.apply(
        apply_translation(document, desk.assistant.translate(document, None, to, engine=engine).result(WAIT))
    )
    return [text.text if (text := document.rendition(node, to)) is not None else "" for node in nodes]


# Who translates


def test_the_codec_translates_as_long_as_nobody_chose_a_translator(desk: Desk) -> None:
    assert translated(desk, "The boats came in at dawn.") == ["Les bateaux arrivèrent à l'aube."]
    assert not desk.engine.of_type(TranslateTexts)


def test_the_default_of_a_pair_translates(desk: Desk) -> None:
    desk.default("toy-en-fr", pair_key(ENGLISH, FRENCH))
    assert translated(desk, "The boats came in at dawn.") == ["Les bateaux sont rentrés à l'aube."]
    assert translated(desk, "The boats came in at dawn.", engine=CODEC) == [
        "Les bateaux arrivèrent à l'aube."
    ]


def test_a_default_for_every_pair_counts_where_it_translates(desk: Desk) -> None:
    desk.default("toy-en-fr", EVERY_PAIR)
    assert translated(desk, "The boats came in at dawn.") == ["Les bateaux sont rentrés à l'aube."]
    desk.translators = replace(
        desk.translators, defaults={EVERY_PAIR: "toy-en-fr", pair_key(ENGLISH, FRENCH): CODEC}
    )
    assert translated(desk, "The boats came in at dawn.") == ["Les bateaux arrivèrent à l'aube."]


def test_a_named_translator_translates(desk: Desk) -> None:
    assert translated(desk, "Nobody waited here.", engine="toy-en-fr") == ["Personne n'attendait ici."]


def test_an_unknown_name_and_a_language_it_lacks_are_named(desk: Desk) -> None:
    document, _ = written("Nobody waited here.")
    with pytest.raises(AssistantError, match=r"no translator 'opus'\. Installed: codec, toy-en-fr\."):
        desk.assistant.translate(document, None, FRENCH, engine="opus").result(WAIT)
    with pytest.raises(AssistantError, match=r"Toy OPUS 1\.0 does not translate into German\. .* French\."):
        desk.assistant.translate(document, None, "deu_Latn", engine="toy-en-fr").result(WAIT)


def test_a_language_that_only_a_translator_knows(tmp_path: Path) -> None:
    """Nobody has to choose it: otherwise there would be no translation at all."""
    desk = desk_with(tmp_path, {}, languages="en>pl")
    with desk.assistant:
        assert translated(desk, "Nobody waited here.", to="pol_Latn") == ["Personne n'attendait ici."]
        document, _ = written("Nobody waited here.")
        with pytest.raises(LanguageNotCovered, match="does not know Czech"):
            desk.assistant.translate(document, None, "ces_Latn").result(WAIT)


def test_a_source_that_nobody_reads_is_left_with_a_reason(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, {}, languages="en>pl")
    with desk.assistant:
        document, (node,) = written("Ingen väntade.", language="swe_Latn")
        result = desk.assistant.translate(document, None, "pol_Latn").result(WAIT)
    assert result.skipped == {node: "the model does not know Swedish"}


def test_texts_of_several_writers_keep_their_order(desk: Desk) -> None:
    desk.default("toy-en-fr", pair_key(ENGLISH, FRENCH))
    texts = [
        concept("The boats came in at dawn."),
        concept("Sieben Netze.", source_language="deu_Latn"),
        concept("Nobody waited here."),
    ]
    document = document_of(*texts)
    result = desk.assistant.translate(document, None, FRENCH).result(WAIT)
    assert [item.node for item in result.items] == list(document.concepts())
    assert [item.translator is None for item in result.items] == [False, True, False]


# What is recorded


def test_a_translation_names_its_translator_until_it_is_edited(desk: Desk) -> None:
    desk.default("toy-en-fr", pair_key(ENGLISH, FRENCH))
    document, (node,) = written("Nobody waited here.")
    document.apply(apply_translation(document, desk.assistant.translate(document, None, FRENCH).result(WAIT)))
    rendition = document.rendition(node, FRENCH)
    assert rendition is not None
    assert rendition.origin is Origin.MACHINE_FROM_TEXT
    assert translated_by(document, node, FRENCH) == TranslatedBy(OPUS, "CC-BY-4.0")
    document.undo()
    assert translated_by(document, node, FRENCH) is None
    document.redo()
    document.apply(edits.edit_text(document, node, "Personne n'était là.", FRENCH))
    assert translated_by(document, node, FRENCH) is None


def test_the_codec_takes_the_name_away_when_it_translates_instead(desk: Desk) -> None:
    document, (node,) = written("The boats came in at dawn.")
    for engine, by in (("toy-en-fr", TranslatedBy(OPUS, "CC-BY-4.0")), (CODEC, None)):
        job = desk.assistant.translate(document, None, FRENCH, engine=engine, only=EVERYTHING)
        document.apply(apply_translation(document, job.result(WAIT)))
        assert translated_by(document, node, FRENCH) == by


# What protects the text


def test_marks_code_links_and_placeholders_come_back(desk: Desk) -> None:
    text = "The **boats** came in at `dock_4` [dawn.](https://example.org/a) {name}"
    document, _ = written(text)
    (item,) = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr").result(WAIT).items
    made = item.text
    assert "**" in made or "formatting missing: bold" in item.reasons
    assert "`dock_4`" in made
    assert "](https://example.org/a)" in made
    assert "{name}" in made


def test_a_number_that_is_lost_is_carried_or_reported(tmp_path: Path) -> None:
    """The model writes another word for 7; with another number in its place the text comes back whole."""
    desk = desk_with(tmp_path, {"7": "beaucoup"})
    with desk.assistant:
        document, _ = written("The boats counted 7 nets there.")
        result = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr").result(WAIT)
    (item,) = result.items
    assert item.text == "Les bateaux comptait 7 filets là."
    assert "numbers" not in item.flags


def test_a_number_that_no_stand_in_saves_is_a_remark(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, {str(number): "beaucoup" for number in range(100)})
    with desk.assistant:
        document, (node,) = written("The boats counted 7 nets there.")
        result = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr").result(WAIT)
        document.apply(apply_translation(document, result))
    assert "numbers" in {remark.flag for remark in remarks_on(document, node, FRENCH)}


def test_a_loop_is_no_translation(tmp_path: Path) -> None:
    looping = dict.fromkeys(["The", "boats", "came", "in", "at", "dawn."], "la")
    desk = desk_with(tmp_path, looping, synonyms={})
    with desk.assistant:
        document, (node,) = written("The boats came in at dawn.")
        result = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr").result(WAIT)
        assert result.items == ()
        assert result.skipped[node].startswith(f"{OPUS} produced nothing usable: it repeats “la”")
        offered = desk.assistant.translate_again(document, node, FRENCH).result(WAIT)
    assert all(proposal.writer == "" for proposal in offered.proposals)


def test_the_source_itself_is_no_translation(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, {word: word for word in WORDS}, synonyms={})
    with desk.assistant:
        document, (node,) = written("The boats came in at dawn.")
        result = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr").result(WAIT)
    assert result.items == ()
    assert "nothing usable" in result.skipped[node]


def test_a_worthless_translation_gives_way_to_another_of_the_beam(tmp_path: Path) -> None:
    looping = dict.fromkeys(["boats", "came", "in", "at"], "la")
    desk = desk_with(tmp_path, looping, synonyms={"in": "rentrés"})
    with desk.assistant:
        document, _ = written("The boats came in at dawn.")
        result = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr").result(WAIT)
    (item,) = result.items
    assert item.text == "Les la la rentrés la l'aube."


def test_every_sentence_of_a_longer_text_is_translated(desk: Desk) -> None:
    """Translators are trained on single sentences."""
    text = "Nobody waited here. The boats came in at dawn. Seven nets hung there."
    assert translated(desk, text, engine="toy-en-fr") == [
        "Personne n'attendait ici. Les bateaux sont rentrés à l'aube. Sept filets pendaient là."
    ]
    (request,) = desk.engine.of_type(TranslateTexts)[:1]
    assert len(request.texts) == 3


def test_a_sentence_of_too_many_tokens_is_halved(tmp_path: Path) -> None:
    folder = make_translator_bundle(tmp_path)
    manifest = load_manifest(folder)
    assert manifest.translator is not None
    short = msgspec.structs.replace(manifest.translator, maximum_tokens=8)
    save_manifest(msgspec.structs.replace(manifest, translator=short), folder)
    desk = Desk(folder)
    with desk.assistant:
        made = translated(
            desk, "The boats came in at dawn. Children counted waves there.", engine="toy-en-fr"
        )
        assert made == ["Les bateaux sont rentrés à l'aube. Enfants comptait vagues là."]
        long = "Seven nets hung in boats counted waves at dawn."
        assert translated(desk, long, engine="toy-en-fr") == [
            "Sept filets pendaient rentrés bateaux comptait vagues à l'aube."
        ]


# Translate Again


def test_both_writers_offer_and_say_who_they_are(desk: Desk) -> None:
    document, (node,) = written("The boats came in at dawn.")
    offered = desk.assistant.translate_again(document, node, FRENCH).result(WAIT)
    by = {proposal.text: proposal.writer for proposal in offered.proposals}
    assert by["Les bateaux arrivèrent à l'aube."] == ""
    assert by["Les bateaux sont rentrés à l'aube."] == OPUS
    assert len(by) <= 5
    licences = {
        proposal.writer: [reason.text for reason in proposal.reasons if reason.flag == "licence"]
        for proposal in offered.proposals
    }
    assert licences == {"": [], OPUS: ["CC-BY-4.0"]}


def test_rolling_again_goes_down_the_beam(desk: Desk) -> None:
    document, (node,) = written("The boats came in at dawn.")
    seen: list[set[str]] = []
    for reroll in (0, 1, 0):
        offered = desk.assistant.translate_again(document, node, FRENCH, reroll=reroll).result(WAIT)
        seen.append({proposal.text for proposal in offered.proposals if proposal.writer})
    assert seen[0] == seen[2]
    assert seen[1] - seen[0]


def test_the_present_text_is_not_offered_again(desk: Desk) -> None:
    document, (node,) = written("The boats came in at dawn.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Les bateaux sont rentrés à l'aube."))
    offered = desk.assistant.translate_again(document, node, FRENCH).result(WAIT)
    assert "Les bateaux sont rentrés à l'aube." not in {proposal.text for proposal in offered.proposals}


def test_what_both_write_is_offered_once(tmp_path: Path) -> None:
    words = {"came": "arrivèrent", "in": "à", "at": "l'aube.", "dawn.": "l'aube."}
    two = make_translator_bundle(tmp_path, "toy-two", title="Second")
    desk = Desk(
        make_translator_bundle(tmp_path, words={**WORDS, **words}),
        two,
        make_translator_bundle(tmp_path, "toy-three", title="Third"),
    )
    with desk.assistant:
        document, (node,) = written("Nobody waited here.")
        offered = desk.assistant.translate_again(document, node, FRENCH).result(WAIT)
    texts = [proposal.text for proposal in offered.proposals]
    assert texts.count("Personne n'attendait ici.") == 1
    (same,) = (proposal for proposal in offered.proposals if proposal.text == "Personne n'attendait ici.")
    assert {reason.text for reason in same.reasons} >= {
        "Second 1.0 writes the same",
        "Third 1.0 writes the same",
    }


def test_taking_an_offer_records_the_translator(desk: Desk) -> None:
    document, (node,) = written("The boats came in at dawn.")
    offered = desk.assistant.translate_again(document, node, FRENCH).result(WAIT)
    place = next(place for place, proposal in enumerate(offered.proposals) if proposal.writer)
    document.apply(accept(document, offered, place))
    assert translated_by(document, node, FRENCH) == TranslatedBy(OPUS, "CC-BY-4.0")
    rendition = document.rendition(node, FRENCH)
    assert rendition is not None
    assert rendition.origin is Origin.MACHINE_FROM_TEXT


def test_a_translator_offers_alone_where_the_codec_does_not_know_the_language(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, {}, languages="en>pl")
    with desk.assistant:
        document, (node,) = written("The boats came in at dawn.")
        offered = desk.assistant.translate_again(document, node, "pol_Latn").result(WAIT)
    assert {proposal.writer for proposal in offered.proposals} == {OPUS}


# The job


def test_a_translator_is_stopped_with_its_job(desk: Desk) -> None:
    assert translated(desk, "Nobody waited here.", engine="toy-en-fr")
    document, _ = written("The boats came in at dawn.")
    desk.engine.requests.clear()
    desk.engine.hold()
    job = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr")
    assert desk.engine.held.wait(WAIT)
    job.cancel()
    with pytest.raises(JobCancelled):
        job.result(WAIT)
    assert [type(request) for request in desk.engine.requests] == [TranslateTexts]
    assert not desk.engine.waiting


def test_a_damaged_translator_fails_with_its_message(tmp_path: Path) -> None:
    folder = make_translator_bundle(tmp_path)
    desk = Desk(folder)
    (folder / "model.bin").write_bytes(b"damaged")
    with desk.assistant:
        document, _ = written("Nobody waited here.")
        job = desk.assistant.translate(document, None, FRENCH, engine="toy-en-fr")
        with pytest.raises(Exception, match=r"toy-en-fr is damaged"):
            job.result(WAIT)


def test_a_translation_has_quotation_marks_of_the_kind_of_its_source(tmp_path: Path) -> None:
    words = {"“Nobody”": "“Personne”", '"Nobody"': '"Personne"'}
    desk = desk_with(tmp_path, words)
    with desk.assistant:
        typographic, straight = translated(
            desk, "“Nobody” waited here.", '"Nobody" waited here.', engine="toy-en-fr"
        )
    assert typographic == "«\u202fPersonne\u202f» n’attendait ici."
    assert straight == '"Personne" n\'attendait ici.'
