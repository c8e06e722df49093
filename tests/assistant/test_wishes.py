"""Which variant is asked and how it is drawn from: presets suggest, wishes demand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant import (
    ADVENTUROUS,
    BALANCED,
    PRESETS,
    QUICK,
    SPANS,
    Assistant,
    SettingDoesNotCount,
    UnknownVariant,
    Wishes,
    WishOutOfRange,
    find_variant,
)
from conceptwriter.engine import Decode, Sample
from conceptwriter.outline import ROOT, Document, ProposalSet
from tests.assistant.conftest import find
from tests.assistant.toy_engine import ToyEngine, variants

WAIT = 20.0
KINDS = [variant.name for variant in variants()]


def asked(assistant: Assistant, document: Document, wishes: Wishes, preset: str = "balanced") -> ProposalSet:
    return assistant.propose(document, n=2, settings=PRESETS[preset].with_wishes(wishes)).result(WAIT)


def test_balanced_asks_the_default_variant_as_its_makers_recommend(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    found = asked(assistant, document, Wishes())
    (sample,) = engine.of_type(Sample)
    assert sample.variant == "standard"
    assert sample.settings.temperature is None, "None is what the bundle recommends"
    assert found.settings.variant == "standard"
    assert found.settings.numbers["temperature"] == 0.3, "what was in effect is remembered all the same"


def test_quick_is_the_fast_draft_where_there_is_one(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    asked(assistant, document, Wishes(), "quick")
    engine.variants = tuple(variant for variant in engine.variants if variant.kind != "base")
    with Assistant(engine) as other:
        assert asked(other, document, Wishes(), "quick").settings.variant == "standard"
    assert [sample.variant for sample in engine.of_type(Sample)] == ["base", "standard"]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_preset_works_with_every_variant(
    assistant: Assistant, engine: ToyEngine, document: Document, preset: str, name: str
) -> None:
    """The toy engine refuses settings that do not count, so nothing of a preset may leak."""
    found = asked(assistant, document, Wishes(variant=name), preset)
    assert {sample.variant for sample in engine.of_type(Sample)} == {name}
    assert found.settings.variant == name
    assert found.settings.preset == preset
    known = set(find_variant(engine.variants, name).settings)  # type: ignore[union-attr]
    numbers = {"temperature", "steps", "guidance", "top_p", "top_k", "eta"}
    assert numbers & set(found.settings.numbers) == numbers & known


def test_adventurous_strays_further_than_balanced_in_every_variant() -> None:
    for variant in variants():
        wish = Wishes(variant=variant.name)
        plain, daring = (
            preset.with_wishes(wish).resolve(variants(), "toy").numbers for preset in (BALANCED, ADVENTUROUS)
        )
        assert plain != daring, variant.name


def test_wishes_go_to_the_engine_and_are_remembered(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    wishes = Wishes(variant="two_tower", steps=7, guidance=2.5, seed=11)
    found = asked(assistant, document, wishes)
    (sample,) = engine.of_type(Sample)
    assert (sample.settings.steps, sample.settings.guidance, sample.seed) == (7, 2.5, 11)
    assert found.settings.wishes == {"variant": "two_tower", "steps": 7, "guidance": 2.5, "seed": 11}
    assert (
        found.settings.numbers["steps"],
        found.settings.numbers["guidance_rescale"],
        found.settings.seed,
    ) == (
        7,
        0.7,
        11,
    )
    assert ProposalSet.from_dict(found.to_dict()) == found


def test_wishes_shape_an_expansion_too(assistant: Assistant, engine: ToyEngine, document: Document) -> None:
    settings = BALANCED.with_wishes(Wishes(variant="quant", top_p=0.5, top_k=3, temperature=0.7))
    found = assistant.expand(document, find(document, "Evening"), 2, 1, settings=settings).result(WAIT)
    for sample in engine.of_type(Sample):
        assert sample.variant == "quant"
        assert (sample.settings.top_p, sample.settings.top_k, sample.settings.temperature) == (0.5, 3, 0.7)
    assert found.settings.variant == "quant"


def test_a_variant_that_is_not_there_is_refused_with_those_that_are(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    with pytest.raises(UnknownVariant, match=r"'one_tower'.*standard \(token\), base, two_tower, quant"):
        asked(assistant, document, Wishes(variant="one_tower"))
    assert not engine.of_type(Sample)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        (Wishes(steps=5), r"standard \(token\) does not use steps\. It uses temperature\."),
        (
            Wishes(variant="two_tower", temperature=0.2, top_k=4),
            r"not use temperature or top-k\. It uses steps, guidance\.",
        ),
        (Wishes(variant="base", guidance=2.0), "does not use guidance"),
    ],
)
def test_a_wish_that_does_not_count_is_refused(
    assistant: Assistant, engine: ToyEngine, document: Document, wishes: Wishes, message: str
) -> None:
    with pytest.raises(SettingDoesNotCount, match=message):
        asked(assistant, document, wishes)
    with pytest.raises(SettingDoesNotCount, match=message):
        assistant.expand(document, ROOT, settings=BALANCED.with_wishes(wishes)).result(WAIT)
    assert not engine.of_type(Sample), "nothing was drawn that the writer did not mean"


def test_a_member_of_the_family_is_found_by_kind_too() -> None:
    assert find_variant(variants(), "token") == variants()[0]
    assert find_variant(variants(), "nothing") is None


def test_to_rewrite_and_to_summarise_words_are_drawn(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    node = find(document, "Rain began to fall on the roofs.")
    wished = QUICK.with_wishes(Wishes(temperature=1.3, top_p=0.6, seed=4))
    found = assistant.rewrite(document, node, settings=wished).result(WAIT)
    drawn = [request.options for request in engine.of_type(Decode) if request.options.sample]
    assert {(options.temperature, options.top_p) for options in drawn} == {(1.3, 0.6)}
    assert (found.settings.numbers["temperature"], found.settings.seed) == (1.3, 4)
    engine.requests.clear()
    assistant.summarise(document, ROOT, settings=wished).result(WAIT)
    assert any(request.options.sample for request in engine.of_type(Decode))
    engine.requests.clear()
    again = assistant.summarise(document, ROOT, reroll=1).result(WAIT)
    assert any(request.options.sample for request in engine.of_type(Decode))
    assert again.settings.reroll == 1
    engine.requests.clear()
    assistant.summarise(document, ROOT).result(WAIT)
    assert not any(request.options.sample for request in engine.of_type(Decode))


@pytest.mark.parametrize("wishes", [Wishes(variant="base"), Wishes(steps=4), Wishes(top_k=2)])
def test_what_shapes_the_concept_model_is_refused_where_only_words_are_drawn(
    assistant: Assistant, document: Document, wishes: Wishes
) -> None:
    node = find(document, "Rain began to fall on the roofs.")
    with pytest.raises(SettingDoesNotCount, match="To rewrite"):
        assistant.rewrite(document, node, settings=BALANCED.with_wishes(wishes))
    with pytest.raises(SettingDoesNotCount, match="To summarise"):
        assistant.summarise(document, ROOT, settings=BALANCED.with_wishes(wishes))


@pytest.mark.parametrize("name", list(SPANS))
def test_what_no_model_could_use_is_refused(name: str) -> None:
    span = SPANS[name]
    for value in (span.least - 1, span.most * 2):
        wrong: dict[str, Any] = {name: value}
        with pytest.raises(WishOutOfRange, match="between"):
            Wishes(**wrong)


plain = st.dictionaries(
    st.sampled_from([*SPANS, "variant", "nonsense"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers()),
)


@given(plain)
def test_foreign_data_gives_wishes_or_none(found: dict[str, Any]) -> None:
    wishes = Wishes.from_plain(found)
    assert Wishes.from_plain(wishes.plain()) == wishes
    assert all(found[name] == value for name, value in wishes.plain().items())


def test_a_document_end_stops_an_expansion(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    engine.document_end_probability = 0.9
    found = assistant.expand(document, find(document, "Evening"), sentences=5, n=1).result(WAIT)
    draft = found.proposals[0].draft
    assert draft is not None
    assert len(draft.children) == 2
