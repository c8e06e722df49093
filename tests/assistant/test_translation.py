from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conceptwriter.assistant import (
    BALANCED,
    EVERYTHING,
    Assistant,
    LanguageNotCovered,
    Which,
    apply_translation,
)
from conceptwriter.assistant.translation import BATCH
from conceptwriter.engine import Decode
from conceptwriter.errors import JobCancelled
from conceptwriter.outline import Document, Draft, Kind, Origin, Rendition, State, edits
from tests.assistant.conftest import concept, find, paragraph, section
from tests.assistant.toy_engine import PHRASES, ToyEngine, bag_of_words

WAIT = 20.0
FRENCH = dict(PHRASES)


def test_a_branch_is_rendered_aligned_by_node_and_applied_as_one_step(
    assistant: Assistant, document: Document
) -> None:
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert result.complete
    operation = apply_translation(document, result)
    document.apply(operation)
    for node in document.concepts():
        rendition = document.rendition(node, "fra_Latn")
        assert rendition is not None
        assert rendition.text == FRENCH[document.source_text(node)]
        assert (rendition.origin, rendition.state) == (Origin.MACHINE, State.MACHINE)
        assert not document.is_stale(node, "fra_Latn")
    document.undo()
    assert all(document.rendition(node, "fra_Latn") is None for node in document.concepts())
    assert document.undo() is None


def test_headings_stay_without_a_full_stop(assistant: Assistant, engine: ToyEngine) -> None:
    document = Document.from_draft(
        section("The boats came in at dawn", paragraph("A bell rang across the water."))
    )
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert result.items[0].text == "Les bateaux arrivèrent à l'aube"


def test_only_missing_and_stale_unless_asked(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    document.apply(apply_translation(document, assistant.translate(document, None, "fra_Latn").result(WAIT)))
    again = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert again.items == ()
    assert set(again.skipped.values()) == {"up to date"}
    node = find(document, "The boats came in at dawn.")
    document.apply(edits.edit_text(document, node, "A bell rang across the water.", "eng_Latn"))
    engine.requests.clear()
    missing = assistant.translate(document, None, "fra_Latn", only={Which.MISSING}).result(WAIT)
    assert missing.items == ()
    assert missing.skipped[node] == "stale"
    stale = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert [item.node for item in stale.items] == [node]
    assert sum(len(request.vectors) for request in engine.of_type(Decode)) == 1
    everything = assistant.translate(document, None, "fra_Latn", only=EVERYTHING).result(WAIT)
    assert len(everything.items) > len(list(document.concepts()))


def test_a_person_s_work_code_and_the_source_are_left_alone(assistant: Assistant, document: Document) -> None:
    edited, reviewed, stale = list(document.concepts())[:3]
    for node, state in ((edited, State.EDITED), (reviewed, State.REVIEWED)):
        old = Rendition("À la main.", Origin.WRITTEN, state, document.source_fingerprint(node))
        document.apply(edits.set_renditions(document, [(node, "fra_Latn", old)]))
    own = Rendition("Fini.", Origin.EDITED, State.FINAL, "0" * 16)
    document.apply(edits.set_renditions(document, [(stale, "fra_Latn", own)]))
    parent = document.parent(edited)
    assert parent is not None
    code = Draft(Kind.CONCEPT, "print(7)", attributes={"verbatim": "1"})
    native = Draft(Kind.CONCEPT, "Déjà en français.", "fra_Latn")
    image = Draft(Kind.CONCEPT, "![A boat](boat.png)")
    dots = Draft(Kind.CONCEPT, "* * *")
    document.apply(edits.add_subtrees(document, parent, None, [code, native, image, dots]))
    result = assistant.translate(document, [parent], "fra_Latn").result(WAIT)
    reasons = {document.source_text(node): reason for node, reason in result.skipped.items()}
    assert reasons["print(7)"] == reasons["![A boat](boat.png)"] == "code, image or formula; not translated"
    assert reasons["Déjà en français."] == "written in this language"
    assert reasons["* * *"] == "no words to translate"
    assert result.skipped[edited] == result.skipped[reviewed] == "edited by hand"
    assert result.items == ()
    whole = assistant.translate(document, None, "fra_Latn", only=EVERYTHING).result(WAIT)
    assert whole.skipped[stale] == "edited by hand; its source has changed since then"
    document.apply(apply_translation(document, whole))
    assert document.text(edited, "fra_Latn") == "À la main."
    assert document.text(stale, "fra_Latn") == "Fini."


def test_results_that_came_too_late_are_dropped(assistant: Assistant, document: Document) -> None:
    changed, human, deleted, kept = list(document.concepts())[:4]
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    document.apply(edits.edit_text(document, changed, "Something else.", "eng_Latn"))
    mine = Rendition("La mienne.", Origin.WRITTEN, State.EDITED, document.source_fingerprint(human))
    document.apply(edits.set_renditions(document, [(human, "fra_Latn", mine)]))
    document.apply(edits.delete(document, [deleted]))
    document.apply(apply_translation(document, result))
    assert document.rendition(changed, "fra_Latn") is None
    assert document.text(human, "fra_Latn") == "La mienne."
    assert document.rendition(deleted, "fra_Latn") is None
    assert document.rendition(kept, "fra_Latn") is not None
    assert apply_translation(document, replace(result, items=())).changes == ()


def test_marks_around_the_whole_are_put_back_and_inner_ones_reported(
    assistant: Assistant, engine: ToyEngine
) -> None:
    document = Document.from_draft(
        section(
            "",
            paragraph(
                "**The boats came in at dawn.**",
                "[A bell rang across the water.](https://example.org/bell)",
                "Nobody was *waiting* on the quay.",
            ),
        )
    )
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert [item.text for item in result.items] == [
        "**Les bateaux arrivèrent à l'aube.**",
        "[Une cloche sonna sur l'eau.](https://example.org/bell)",
        "Personne n'attendait sur le quai.",
    ]
    assert [item.flags for item in result.items] == [(), (), ("marks",)]
    assert "italic" in result.items[2].reasons[0]
    assert result.flagged == (result.items[2],)
    assert "The boats came in at dawn." in engine.encoded


def test_lost_numbers_and_names_are_flagged(assistant: Assistant, engine: ToyEngine) -> None:
    document = Document.from_draft(
        section("", paragraph("He paid Marcus 40 coins.", "He bought 3 kilos of bread from Anna."))
    )
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert {"numbers", "names"} <= set(result.items[0].flags)
    assert "40" in " ".join(result.items[0].reasons)
    assert "Marcus" in " ".join(result.items[0].reasons)
    assert not {"numbers", "names"} & set(result.items[1].flags)


def test_a_text_beyond_the_codec_s_length_is_read_in_pieces(assistant: Assistant, engine: ToyEngine) -> None:
    long = " ".join(english for english, _ in PHRASES[:12])
    assert len(long) > 250
    document = Document.from_draft(section("", paragraph(long)))
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert len(result.items) == 1
    assert len(engine.of_type(Decode)[0].vectors) >= 2
    assert all(len(text) <= 250 for text in engine.encoded)


def test_a_text_beyond_all_measure_is_left_out_with_the_reason_and_stops_nothing(
    assistant: Assistant, engine: ToyEngine
) -> None:
    document = Document.from_draft(section("", paragraph("Hash: " + "0123456789abcdef" * 400, "The end.")))
    hashed, end = document.of_kind(Kind.CONCEPT)
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert [item.node for item in result.items] == [end]
    assert "too long to translate (6,406 characters)" in result.skipped[hashed]
    assert "split it" in result.skipped[hashed]


def test_a_long_text_in_the_context_is_read_in_part(assistant: Assistant, engine: ToyEngine) -> None:
    document = Document.from_draft(section("", paragraph("x" * 100_000, "The boats came in at dawn.")))
    assistant.propose(document, list(document.of_kind(Kind.CONCEPT))[-1]).result(WAIT)
    assert sum(map(len, engine.encoded)) < 50_000
    assert all(len(text) <= 250 for text in engine.encoded)


def test_degenerate_output_is_tried_again_and_then_not_shown(document: Document) -> None:
    engine = ToyEngine(loops=True)
    node = find(document, "The boats came in at dawn.")
    with Assistant(engine) as assistant:
        result = assistant.translate(
            document, [node], "fra_Latn", settings=replace(BALANCED, retries=2)
        ).result(WAIT)
    assert [request.options.sample for request in engine.of_type(Decode)] == [False, True, True]
    assert result.items == ()
    assert "the model produced nothing usable: it repeats" in result.skipped[node]


def test_the_source_itself_is_no_translation(assistant: Assistant, engine: ToyEngine) -> None:
    text = "The grey cat slept on the warm mat."
    engine.know(text, "fra_Latn", bag_of_words(text))
    document = Document.from_draft(section("", paragraph(text)))
    (node,) = document.concepts()
    result = assistant.translate(document, None, "fra_Latn", settings=replace(BALANCED, retries=0)).result(
        WAIT
    )
    assert result.items == ()
    assert result.skipped == {node: "the model produced nothing usable: it was not translated"}
    document.apply(apply_translation(document, result))
    assert document.rendition(node, "fra_Latn") is None
    offered = assistant.translate_again(document, node, "fra_Latn").result(WAIT)
    assert text not in [proposal.text for proposal in offered.proposals]


def test_progress_parts_and_cancelling_keep_what_is_ready(engine: ToyEngine, assistant: Assistant) -> None:
    sentences = [f"Sentence number {number} of many." for number in range(40)]
    document = Document.from_draft(section("", paragraph(*sentences)))
    parts: list[int] = []
    second_batch = threading.Event()

    def on_part(items: object) -> None:
        parts.append(len(items))  # type: ignore[arg-type]
        engine.hold()
        second_batch.set()

    job = assistant.translate(document, None, "fra_Latn", on_part=on_part)
    assert second_batch.wait(WAIT)
    assert engine.held.wait(WAIT)
    job.cancel()
    assert job.done()
    assert job.cancelled()
    with pytest.raises(JobCancelled):
        job.result()
    assert parts == [BATCH]
    assert job.partial is not None
    assert not job.partial.complete
    assert job.progress.total == 40
    document.apply(apply_translation(document, job.partial))
    engine.release()
    rest = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert len(rest.items) == 40 - BATCH


def test_unknown_languages(assistant: Assistant, document: Document) -> None:
    with pytest.raises(LanguageNotCovered, match="Italian"):
        assistant.translate(document, None, "ita_Latn").result(WAIT)
    polish = Document.from_draft(
        section("", Draft(Kind.PARAGRAPH, children=[concept("Dzień dobry.", source_language="pol_Latn")]))
    )
    result = assistant.translate(polish, None, "fra_Latn").result(WAIT)
    assert list(result.skipped.values()) == ["the model does not know Polish"]


def test_nothing_to_do(assistant: Assistant, engine: ToyEngine) -> None:
    document = Document(title="")
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert (result.items, dict(result.skipped), result.complete) == ((), {}, True)
    assert apply_translation(document, result).changes == ()


@pytest.fixture(autouse=True)
def no_engine_left_holding(engine: ToyEngine) -> Iterator[None]:
    yield
    engine.release()
