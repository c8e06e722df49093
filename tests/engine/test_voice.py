"""Drafts from the model process: with codec and LCM, stopped, killed in the middle."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.convert.voice.conversion import VoiceConversion, convert_voice
from conceptwriter.engine import (
    BundleChoice,
    Describe,
    DraftSettings,
    Encode,
    Engine,
    EngineCrashed,
    EngineError,
    Likelihoods,
    VoiceError,
    WriteDrafts,
)
from conceptwriter.engine.voice_use import SentenceEnds, voice_of
from conceptwriter.errors import JobCancelled
from conceptwriter.job import JobProgress
from conceptwriter.runtime.sessions import Interrupt
from conceptwriter.voice.runtime import Prompt, Voice
from tests.toy_voice import write_toy

WAIT = 60.0
LOOSE = DraftSettings(temperature=1.0, top_p=1.0, maximum_tokens=10)


@pytest.fixture(scope="module")
def voice_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voice")
    out = folder / "bundle"
    convert_voice(VoiceConversion(write_toy(folder / "toy.gguf"), out), lambda *_: None)
    return out


@pytest.fixture
def engine(toy_bundle: Path, voice_bundle: Path) -> Iterator[Engine]:
    choice = BundleChoice(toy_bundle, toy_bundle, voice=voice_bundle)
    with Engine(choice, device="cpu", threads=1) as running:
        yield running


def test_the_voice_is_described_before_it_is_loaded(engine: Engine) -> None:
    status = engine.submit(Describe()).result(WAIT)
    assert status.voice is not None
    assert (status.voice.id, status.voice.title, status.voice.languages) == (
        "toy-voice",
        "Toy Voice",
        ("eng_Latn",),
    )
    assert status.voice.follows_instructions
    assert status.voice.size > 10_000


def test_drafts_come_with_progress_and_the_same_again(engine: Engine) -> None:
    seen: list[JobProgress] = []
    request = WriteDrafts("The sea", 4, "eng_Latn", LOOSE, seed=3)
    drafts = engine.submit(request, seen.append).result(WAIT)
    assert len(drafts) == 4
    assert all("\n" not in draft.text for draft in drafts)
    assert JobProgress(1, 10, "draft") in seen
    assert engine.submit(request).result(WAIT) == drafts
    assert engine.submit(Encode(("The boats came in.",), "eng_Latn")).result(WAIT).shape[0] == 1


def test_an_instruction_changes_what_is_written(engine: Engine) -> None:
    plain = WriteDrafts("The sea", 4, "eng_Latn", LOOSE, seed=3)
    instructed = replace(plain, instruction="Write about the sand.")
    drafts = engine.submit(instructed).result(WAIT)
    assert drafts != engine.submit(plain).result(WAIT)
    assert engine.submit(instructed).result(WAIT) == drafts
    assert len(engine.submit(replace(instructed, prompt="")).result(WAIT)) == 4


def test_a_long_text_is_no_hindrance(engine: Engine) -> None:
    long = "The sea and the sand. " * 300
    assert len(engine.submit(WriteDrafts(long, 2, "eng_Latn", LOOSE)).result(WAIT)) == 2
    assert engine.submit(Likelihoods(long, ("The wind.",))).result(WAIT).shape == (1,)


def test_the_first_drafts_come_before_the_rest_and_the_rest_is_gone_on_with(engine: Engine) -> None:
    settings = replace(LOOSE, maximum_tokens=40)
    for seed in range(40):  # which drafts are short depends on how the processor rounds
        request = WriteDrafts("The sea", 12, "eng_Latn", settings, seed=seed)
        whole = engine.submit(request).result(WAIT)
        lengths = sorted(draft.tokens for draft in whole)
        ended_first = sum(length <= lengths[2] for length in lengths)
        if lengths[2] > 1 and ended_first < 12 and lengths[ended_first] < lengths[-1]:
            break
    first = engine.submit(replace(request, enough=3)).result(WAIT)
    assert 3 <= len(first) < 12
    assert [draft for draft in whole if draft in first] == first
    more = engine.submit(replace(request, enough=len(first) + 1)).result(WAIT)
    assert len(first) < len(more)
    written: list[JobProgress] = []
    assert engine.submit(request, written.append).result(WAIT) == whole
    steps = [progress.done for progress in written if progress.what == "draft"]
    assert steps == sorted(steps)
    assert steps[0] > 1  # not begun anew


def test_drafts_left_unfinished_do_not_come_into_others(engine: Engine) -> None:
    request = WriteDrafts("The sea", 6, "eng_Latn", LOOSE, seed=3)
    other = replace(request, prompt="The sand")
    whole, others = (engine.submit(each).result(WAIT) for each in (request, other))
    engine.submit(replace(request, enough=1)).result(WAIT)
    assert engine.submit(other).result(WAIT) == others
    assert engine.submit(request).result(WAIT) == whole


def test_judging_elsewhere_does_not_cost_the_place(
    toy_bundle: Path, voice_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prompt of the place is not read anew after others were read to judge texts."""
    use = voice_of(voice_bundle, "cpu", 1)
    assert use is not None
    request = WriteDrafts("The sea and the sand and the wind", 1, "eng_Latn", LOOSE)
    use.write(request, Interrupt(), lambda *_: None)
    voice = use._get(lambda *_: None)
    read: list[int] = []
    plain = voice.read

    def counted(
        tokens: Sequence[int], *, before: Prompt | None = None, interrupt: Interrupt | None = None
    ) -> Prompt:
        prompt = plain(tokens, before=before, interrupt=interrupt)
        if prompt is not before:
            read.append(len(tokens))
        return prompt

    monkeypatch.setattr(voice, "read", counted)
    for prompt in ("The hill", "And so", "Once"):
        use.likelihoods(prompt, (" it went",), Interrupt(), lambda *_: None)
    assert len(read) == 3
    use.write(request, Interrupt(), lambda *_: None)
    assert len(read) == 3


def test_likelihoods_are_those_of_the_voice(engine: Engine, voice_bundle: Path) -> None:
    texts = (" and the sand", " zzzz", ".")
    found = engine.submit(Likelihoods("The sea", texts)).result(WAIT)
    voice = Voice(voice_bundle, load_manifest(voice_bundle))
    prompt = voice.read(voice.tokenizer.encode("The sea"))
    assert np.allclose(found, voice.likelihoods(prompt, texts), atol=1e-3)
    assert len(set(found.tolist())) == 3


def test_drafts_are_stopped(engine: Engine) -> None:
    engine.submit(WriteDrafts("The sea", 1, "eng_Latn", LOOSE)).result(WAIT)
    began = threading.Event()
    long = DraftSettings(temperature=1.0, top_p=1.0, maximum_tokens=200, repeat_ngram=0)

    def heard(progress: JobProgress) -> None:
        if progress.what == "draft":
            began.set()

    job = engine.submit(WriteDrafts("The sea", 64, "eng_Latn", long), heard)
    assert began.wait(WAIT)
    job.cancel()
    with pytest.raises(JobCancelled):
        job.result(WAIT)
    assert engine.submit(WriteDrafts("The sea", 1, "eng_Latn", LOOSE)).result(WAIT)


def test_a_process_killed_while_it_drafts_is_reported_and_started_again(engine: Engine) -> None:
    began = threading.Event()
    long = DraftSettings(temperature=1.0, top_p=1.0, maximum_tokens=200, repeat_ngram=0)
    job = engine.submit(WriteDrafts("The sea", 64, "eng_Latn", long), lambda _: began.set())
    assert began.wait(WAIT)
    psutil.Process(engine.status.pid).kill()
    with pytest.raises(EngineCrashed):
        job.result(WAIT)
    assert engine.submit(WriteDrafts("The sea", 1, "eng_Latn", LOOSE)).result(WAIT)


def test_faults_are_reported(engine: Engine, toy_bundle: Path) -> None:
    with pytest.raises(VoiceError, match="1 to 255 tokens"):
        engine.submit(WriteDrafts("", 1, "eng_Latn", LOOSE)).result(WAIT)
    with Engine(toy_bundle, device="cpu", threads=1) as without, pytest.raises(EngineError, match="No voice"):
        without.submit(WriteDrafts("The sea", 1, "eng_Latn", LOOSE)).result(WAIT)
    choice = BundleChoice(toy_bundle, toy_bundle, voice=toy_bundle)
    with Engine(choice, device="cpu", threads=1) as wrong, pytest.raises(BundleError, match="has no voice"):
        wrong.submit(Describe()).result(WAIT)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" He ran", None),
        (" He ran.", None),
        (" He ran. She", " He ran."),
        ("\n\n", None),
        ("\n\nHe ran.\n", "\n\nHe ran."),
        (' "Stop!" he said', None),
        (' "Stop!" he said. Then', ' "Stop!" he said.'),
        (" Mr. Bell ran", None),
        (' He said, "No. I', None),
        (" Er rief: \u201eNein. Ich gehe.\u201c Sie", " Er rief: \u201eNein. Ich gehe.\u201c"),
        (' He said, "No. I will not." She', ' He said, "No. I will not."'),
        (" He said, \u201cNo. I will not.\u201d She", " He said, \u201cNo. I will not.\u201d"),
    ],
)
def test_a_draft_is_over_where_the_next_sentence_begins(text: str, kept: str | None) -> None:
    end = SentenceEnds("deu_Latn" if "\u201e" in text else "eng_Latn").end_of(text)
    assert (None if end is None else text[:end]) == kept
