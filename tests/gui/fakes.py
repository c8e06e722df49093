"""An assistant that needs no model: it answers at once, or when it is let go, always the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from conceptwriter.assistant import AssistantError, Meanings, NodeTranslation, TranslationResult, Wording
from conceptwriter.assistant.rendering import NodeTask
from conceptwriter.assistant.settings import BALANCED, AssistantSettings
from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.assistant.translation_plan import TranslateRequest
from conceptwriter.engine import BundleChoice, VariantStatus
from conceptwriter.gui.jobs.models import ModelChoice
from conceptwriter.job import Job
from conceptwriter.lcm import variants
from conceptwriter.outline import Document, Draft, Kind, NodeId, Origin, Proposal, ProposalSet
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.outline.remarks import Remark

Result = TypeVar("Result")
LANGUAGES = ("eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn")


def _variant(name: str, kind: str, settings: tuple[str, ...], recommended: dict[str, float]) -> VariantStatus:
    spec = variants.VARIANTS[kind]
    return VariantStatus(name, kind, "", settings, recommended, kind_title=spec.title, good_at=spec.good_at)


VARIANTS = (
    _variant("standard", "token", ("reroll", "temperature"), {"reroll": 0, "temperature": 0.3}),
    _variant("base", "base", ("reroll", "temperature"), {"reroll": 0, "temperature": 0.3}),
    _variant("two_tower", "two_tower", ("reroll", "steps", "guidance"), {"steps": 20, "guidance": 1.5}),
    _variant("quant", "quant", ("reroll", "temperature", "top_k", "top_p"), {"top_k": 0, "top_p": 1.0}),
)
SENTENCES = (
    "A bell rang across the water.",
    "The old man counted the boats a third time, from the left to the right, and came to the same number.",
    "Somewhere a dog began to bark.",
    "By noon the fog had taken the whole quay.",
    "Nobody spoke of it.",
    "The letter lay on the table until evening.",
    "He thought of the winter of 1962.",
    "Then the rain came.",
    "She closed the door without a sound.",
    "Far out, a light went on and off again.",
)
FLAGS: tuple[tuple[str, ...], ...] = ((), (), ("numbers",), (), ("extractive",))


class FakeAssistant:
    """`hold` makes jobs wait for `release`; `fail` makes them fail; `asked` tells what was asked for."""

    def __init__(self) -> None:
        self.hold = False
        self.fail: Exception | None = None
        self.settings = BALANCED
        """Those it was asked with last."""
        self.asked: list[tuple[str, NodeId, int]] = []
        self.wishes: list[str] = []
        """What was to happen, of each proposal asked for."""
        self.jobs: list[Job[Any]] = []
        self.read: list[list[str]] = []
        """What it was given to read in the background."""
        self.doubted = ""
        """Translations of texts with these words are doubtful."""
        self.terms: TermSource = no_terms
        """Those that its last translation was to use."""
        self.refused = ""
        """Texts with these words cannot be translated."""
        self.part = 0
        """So many texts of a translation are ready before it waits."""
        self.first = 0
        """So many of the next offers are there before it waits."""
        self.final: Callable[[ProposalSet], ProposalSet] = lambda made: made
        """What comes of the next offers in the end."""
        self.made: ProposalSet | None = None
        """The next offers that it made last."""
        self._gate = threading.Event()
        self._gate.set()

    def meanings(self, texts: Sequence[tuple[str, str]], *, in_background: bool = False) -> Job[Meanings]:
        """Texts with the same first word mean the same."""
        del in_background
        vectors = [np.random.default_rng(list(text.split()[0].encode())).normal(size=8) for text, _ in texts]
        job = Job[Meanings]("Read")
        job.set_result(Meanings(*fake_choice().codec, tuple(vector.astype(np.float32) for vector in vectors)))
        return job

    def release(self) -> None:
        """Let the held jobs answer."""
        self._gate.set()

    def catch_up(self, document: Document, wordings: Sequence[Wording]) -> Job[int]:
        self.read.append([wording.source for wording in wordings])
        return self._job("Prepare the text for the new model", lambda: 0)

    def close(self, reason: str = "") -> None:
        for job in self.jobs:
            job.cancel()
        self._gate.set()
        for job in self.jobs:
            job.join()

    def _job(
        self,
        title: str,
        work: Callable[[], Result],
        part: Result | None = None,
    ) -> Job[Result]:
        job = Job[Result](title, countable=title == "Translate")
        self.jobs.append(job)
        if self.hold:
            self._gate.clear()

        def wait_and_work(job: Job[Result]) -> Result:
            if part is not None:
                job.offer(part)
            job.report(1, 4, title.lower())
            self._gate.wait(10)
            job.check()
            if self.fail is not None:
                raise self.fail
            return work()

        return job.start(wait_and_work)

    def _made_with(self, kind: str) -> MadeWith:
        """What a real assistant remembers in a set of the settings it was asked with."""
        made_with, seed = self.settings.described(), self.settings.seed
        if kind in ("rewrite", "summarise"):
            return replace(self.settings.described_words(), seed=seed)
        draw = self.settings.resolve(VARIANTS, "starter 0.1")
        variant, numbers = draw.variant.name, draw.numbers
        return replace(made_with, variant=variant, numbers=numbers, seed=seed, concept_model="Starter")

    def _set(
        self, kind: str, document: Document, node: NodeId, texts: Sequence[str], reroll: int
    ) -> ProposalSet:
        language = document.effective_language(node)
        proposals = tuple(
            Proposal(
                f"{kind}-{reroll}-{place}",
                text,
                language,
                round(0.86 - 0.07 * place, 2),
                reroll,
                FLAGS[place % len(FLAGS)],
                kind,
                _paragraph(text, language) if kind in ("expand", "continue") else None,
            )
            for place, text in enumerate(texts)
        )
        return ProposalSet(
            node,
            kind,
            document.revision,
            document.source_fingerprint(node),
            proposals,
            replace(self._made_with(kind), reroll=reroll),
            1_760_000_000.0 + reroll,
        )

    def propose(
        self,
        document: Document,
        at: NodeId,
        n: int = 5,
        *,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        wish: str = "",
    ) -> Job[ProposalSet]:
        self.settings = settings
        self.asked.append(("propose", at, reroll))
        self.wishes.append(wish)
        texts = [SENTENCES[(reroll * 5 + place) % len(SENTENCES)] for place in range(n)]
        self.made = made = self._set("propose", document, at, texts, reroll)
        if wish:
            self.made = made = replace(made, settings=replace(made.settings, wish=wish))
        first = replace(made, proposals=made.proposals[: self.first]) if self.first else None
        return self._job("Propose", lambda: self.final(made), first)

    def continue_paragraph(
        self,
        document: Document,
        node: NodeId,
        *,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        wish: str = "",
    ) -> Job[ProposalSet]:
        return self._paragraphs("continue", document, node, [" ".join(SENTENCES[:3])], reroll, settings, wish)

    def expand(
        self,
        document: Document,
        node: NodeId,
        *,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        wish: str = "",
    ) -> Job[ProposalSet]:
        texts = [" ".join(SENTENCES[:3]), " ".join(SENTENCES[3:6])]
        return self._paragraphs("expand", document, node, texts, reroll, settings, wish)

    def _paragraphs(
        self,
        kind: str,
        document: Document,
        node: NodeId,
        texts: Sequence[str],
        reroll: int,
        settings: AssistantSettings,
        wish: str,
    ) -> Job[ProposalSet]:
        self.settings = settings
        self.asked.append((kind, node, reroll))
        self.wishes.append(wish)
        made = self._set(kind, document, node, texts, reroll)
        return self._job(kind.capitalize(), lambda: made)

    def summarise(
        self,
        document: Document,
        branch: NodeId,
        *,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
    ) -> Job[ProposalSet]:
        if document.node(branch).kind is Kind.CONCEPT:
            raise AssistantError("A single concept cannot be summarised.")
        self.settings = settings
        self.asked.append(("summarise", branch, reroll))
        made = self._set("summarise", document, branch, ["The boats return without one.", "A loss."], reroll)
        return self._job("Summarise", lambda: made)

    def rewrite(
        self,
        document: Document,
        concept: NodeId,
        n: int = 5,
        *,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
    ) -> Job[ProposalSet]:
        self.settings = settings
        self.asked.append(("rewrite", concept, reroll))
        text = document.text(concept)
        made = self._set(
            "rewrite", document, concept, [f"{text} ({place + 1})" for place in range(n)], reroll
        )
        return self._job("Rewrite", lambda: made)

    def translate_again(
        self,
        document: Document,
        node: NodeId,
        to: str,
        *,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        terms: TermSource = no_terms,
    ) -> Job[ProposalSet]:
        self.settings, self.terms = settings, terms
        self.asked.append(("translate_again", node, reroll))
        texts = [f"[{to[:2]} {reroll}.{place}] {document.source_text(node)}" for place in range(3)]
        made = self._set("translate", document, node, texts, reroll)
        made = replace(made, proposals=tuple(replace(offer, language=to) for offer in made.proposals))
        return self._job("Translate Again", lambda: made)

    def translate_planned(self, request: TranslateRequest) -> Job[TranslationResult]:
        self.terms, to = request.terms, request.to
        self.asked.append(("translate", request.tasks[0].node, 0))

        def result(tasks: Sequence[NodeTask], *, complete: bool = True) -> TranslationResult:
            refused = {task.node: "too long" for task in tasks if self.refused and self.refused in task.text}
            items = tuple(self._translated(task, to) for task in tasks if task.node not in refused)
            return TranslationResult(to, request.revision, items, {**request.skipped, **refused}, complete)

        part = result(request.tasks[: self.part], complete=False) if self.part else None
        return self._job("Translate", lambda: result(request.tasks), part)

    def _translated(self, task: NodeTask, to: str) -> NodeTranslation:
        doubtful = bool(self.doubted) and self.doubted in task.text
        return NodeTranslation(
            task.node,
            task.source_fingerprint,
            f"[{to[:2]}] {task.text}",
            0.9,
            flags=("numbers",) if doubtful else (),
            remarks=(Remark("numbers", "numbers: lost 2"),) if doubtful else (),
        )


def _paragraph(text: str, language: str) -> Draft:
    sentences = [f"{part.strip('. ')}." for part in text.split(". ")]
    concepts = [Draft(Kind.CONCEPT, sentence, language, origin=Origin.PROPOSED) for sentence in sentences]
    return Draft(Kind.PARAGRAPH, "", language, concepts, origin=Origin.PROPOSED)


def fake_choice() -> ModelChoice:
    """What the window believes to be installed."""
    from pathlib import Path

    return ModelChoice(
        "starter 0.1", LANGUAGES, BundleChoice(Path("nowhere")), proposes=True, variants=VARIANTS
    )
