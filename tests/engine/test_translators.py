"""Translators in the real model process."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.engine import (
    BundleChoice,
    Describe,
    Engine,
    TextTooLong,
    TranslateOptions,
    TranslateTexts,
)
from conceptwriter.errors import JobCancelled
from conceptwriter.job import JobProgress
from tests.toy_translator import NLLB, make_translator_bundle

WAIT = 120
ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
DAWN, AUBE = "The boats came in at dawn.", "Les bateaux sont rentrés à l'aube."


@pytest.fixture(scope="module")
def translators(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("translators")
    return [
        make_translator_bundle(folder, "one"),
        make_translator_bundle(folder, "two", layout=NLLB, languages=""),
        make_translator_bundle(folder, "three", title="Third"),
    ]


def test_it_translates_in_the_child_and_reports(shared_engine: Engine, tmp_path: Path) -> None:
    folder = make_translator_bundle(tmp_path)  # of its own: it must not be in memory yet
    steps: list[JobProgress] = []
    request = TranslateTexts(
        folder, (DAWN, "Nobody waited here."), ENGLISH, FRENCH, TranslateOptions(hypotheses=2)
    )
    first, second = shared_engine.submit(request, steps.append).result(WAIT)
    assert first[0].text == AUBE
    assert second[0].text == "Personne n'attendait ici."
    assert len(first) == 2
    assert first[0].finished
    assert {step.what for step in steps} == {"load", "decode"}


def test_more_translators_than_are_kept_in_memory(shared_engine: Engine, translators: list[Path]) -> None:
    for folder in [*translators, *translators]:
        ((best,),) = shared_engine.submit(TranslateTexts(folder, (DAWN,), ENGLISH, FRENCH)).result(WAIT)
        assert best.text == AUBE


def test_it_needs_no_codec(tmp_path: Path, translators: list[Path]) -> None:
    """A damaged translation model of our own does not stop another's."""
    with Engine(BundleChoice(tmp_path / "none"), threads=1) as engine:
        ((best,),) = engine.submit(TranslateTexts(translators[0], (DAWN,), ENGLISH, FRENCH)).result(WAIT)
        assert best.text == AUBE
        with pytest.raises(BundleError):
            engine.submit(Describe()).result(WAIT)


def test_errors_come_back_with_their_kind(
    shared_engine: Engine, translators: list[Path], toy_bundle: Path
) -> None:
    long = " ".join(["boats"] * 300)
    with pytest.raises(TextTooLong) as caught:
        shared_engine.submit(TranslateTexts(translators[0], (DAWN, long), ENGLISH, FRENCH)).result(WAIT)
    assert caught.value.index == 1
    with pytest.raises(BundleError, match="has no translator"):
        shared_engine.submit(TranslateTexts(toy_bundle, (DAWN,), ENGLISH, FRENCH)).result(WAIT)


def test_a_changed_file_is_noticed_before_it_is_loaded(shared_engine: Engine, tmp_path: Path) -> None:
    folder = make_translator_bundle(tmp_path)
    raw = bytearray((folder / "model.bin").read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "model.bin").write_bytes(bytes(raw))
    with pytest.raises(BundleError, match=r"damaged.*model\.bin"):
        shared_engine.submit(TranslateTexts(folder, (DAWN,), ENGLISH, FRENCH)).result(WAIT)


def test_it_can_be_stopped_and_works_on(shared_engine: Engine, translators: list[Path]) -> None:
    texts = tuple(f"Nobody counted {number % 100} boats there." for number in range(400))
    job = shared_engine.submit(TranslateTexts(translators[0], texts, ENGLISH, FRENCH))
    job.cancel()
    with pytest.raises(JobCancelled):
        job.result(WAIT)
    ((best,),) = shared_engine.submit(TranslateTexts(translators[0], (DAWN,), ENGLISH, FRENCH)).result(WAIT)
    assert best.text == AUBE
