"""The single object through which the window and the command line make requests.

Each request takes a snapshot of what it needs on the caller's thread and returns a `Job` immediately. The
document may change, or be closed, while the job runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self, TypedDict, Unpack

from conceptwriter.assistant.catching_up import catch_up
from conceptwriter.assistant.codec_use import EngineLike, Text
from conceptwriter.assistant.errors import AssistantError, NothingToGoOn
from conceptwriter.assistant.expand import write_paragraphs
from conceptwriter.assistant.marks import plain
from conceptwriter.assistant.masking import masked
from conceptwriter.assistant.models import Models, SharedModels
from conceptwriter.assistant.paragraph_request import CONTINUE, EXPAND, paragraph_request
from conceptwriter.assistant.places import (
    LONGEST_SNAPSHOT,
    Place,
    Wording,
    branch_fingerprint,
    wording,
)
from conceptwriter.assistant.propose import propose
from conceptwriter.assistant.propose_request import propose_request
from conceptwriter.assistant.rewrite import RewriteRequest, rewrite
from conceptwriter.assistant.running import RunningJobs
from conceptwriter.assistant.settings import BALANCED, AssistantSettings
from conceptwriter.assistant.summarise import SummariseRequest, summarise
from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.assistant.translate_again import plan_again, translate_again
from conceptwriter.assistant.translation import NodeTranslation, TranslationResult, translate
from conceptwriter.assistant.translation_plan import (
    MISSING_AND_STALE,
    TranslateRequest,
    Which,
    plan_translation,
)
from conceptwriter.assistant.vectors import FloatArray, LayeredVectorCache, VectorCache
from conceptwriter.bundles.translators import Translators
from conceptwriter.job import Job
from conceptwriter.outline import ROOT, Document, Kind, NodeId, ProposalSet
from conceptwriter.outline.translatable import is_verbatim


@dataclass(frozen=True, slots=True, eq=False)
class EncodedNodes:
    """Concept vectors: `vectors` (n, d) float32, one row for each of `nodes`.

    Nodes without readable text are omitted.
    """

    nodes: tuple[NodeId, ...]
    vectors: FloatArray
    revision: int


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """Concept vectors (d,) of texts, in their order, and the codec that made them.

    None for a text that the codec cannot read.
    """

    codec: str
    version: str
    vectors: tuple[FloatArray | None, ...]


class ParagraphOptions(TypedDict, total=False):
    """How a paragraph is asked for, beyond its place and length; each means what it means for `propose`."""

    seed: int | None
    reroll: int
    settings: AssistantSettings
    language: str | None
    wish: str


class Assistant:
    """Propose, expand, summarise, rewrite, re-decode. One per engine; close it before the engine.

    `vectors` stores concept vectors beyond this session (the project file's cache); None keeps them in memory
    only. `clock` gives the timestamp of proposals, in seconds since 1970. `translators` tells each job which
    translators are installed, and which is the default of a pair of languages.
    """

    def __init__(
        self,
        engine: EngineLike,
        vectors: VectorCache | None = None,
        *,
        clock: Callable[[], float] = time.time,
        translators: Callable[[], Translators] = Translators,
    ) -> None:
        self._shared = SharedModels(engine, LayeredVectorCache(vectors), translators)
        self._clock = clock
        self._jobs = RunningJobs(self._shared)

    # -- requests ---

    def propose(
        self,
        document: Document,
        at: Place | NodeId | None = None,
        n: int = 5,
        *,
        seed: int | None = None,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        language: str | None = None,
        wish: str = "",
    ) -> Job[ProposalSet]:
        """`n` next concepts for a place, in the document's output language (or `language`).

        `at`: a node's id means the place after a concept, at the end of a paragraph, right under a heading;
        None is the end of the document. `seed` None uses the one in the settings. `wish`: what should happen
        there. The job's `partial` holds the first proposals while a voice writes the rest. Raises EditError
        when the node no longer exists.
        """
        place = Place.end_of(document) if at is None else at if isinstance(at, Place) else Place(at)
        request = propose_request(
            document,
            place,
            longest=self._snapshot_length(),
            language=language,
            n=_at_least_one(n, "proposal"),
            seed=seed,
            reroll=reroll,
            settings=settings,
            created=self._clock(),
            wish=wish,
        )
        return self._jobs.start("Propose", partial(propose, request))

    def expand(
        self,
        document: Document,
        node: NodeId,
        sentences: int = 5,
        n: int = 2,
        **options: Unpack[ParagraphOptions],
    ) -> Job[ProposalSet]:
        """`n` alternative paragraphs of at most `sentences` sentences.

        They are written from a heading, a paragraph's summary or a concept.

        Each proposal's `draft` is a paragraph with concepts; the job's `partial` holds the finished ones.
        `wish`: what should happen in it. Raises NothingToGoOn when the node has no text.
        """
        return self._paragraph(EXPAND, "Expand", document, node, sentences, n, **options)

    def continue_paragraph(
        self,
        document: Document,
        node: NodeId,
        sentences: int = 5,
        n: int = 2,
        **options: Unpack[ParagraphOptions],
    ) -> Job[ProposalSet]:
        """`n` alternatives for the next paragraph.

        It comes after the paragraph of `node`, inside it if it is empty, or directly under a heading.
        Otherwise like `expand`.
        """
        return self._paragraph(CONTINUE, "Continue", document, node, sentences, n, **options)

    def _paragraph(
        self,
        kind: str,
        title: str,
        document: Document,
        node: NodeId,
        sentences: int,
        n: int,
        *,
        seed: int | None = None,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        language: str | None = None,
        wish: str = "",
    ) -> Job[ProposalSet]:
        request = paragraph_request(
            kind,
            document,
            node,
            longest=self._snapshot_length(),
            language=language or document.effective_language(node),
            sentences=_at_least_one(sentences, "sentence"),
            n=_at_least_one(n, "alternative"),
            seed=settings.seed if seed is None else seed,
            reroll=reroll,
            settings=settings,
            created=self._clock(),
            wish=wish,
        )
        return self._jobs.start(title, partial(write_paragraphs, request))

    def summarise(
        self,
        document: Document,
        branch: NodeId = ROOT,
        *,
        percent: float = 10.0,
        sentences: int | None = None,
        seed: int | None = None,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        language: str | None = None,
    ) -> Job[ProposalSet]:
        """Summaries of a section or paragraph, `percent` of its concepts long or of `sentences` sentences.

        The first answer with seed 0 searches for the most likely words; a re-roll, another seed, or a wish
        for temperature or top-p samples them.
        """
        if document.node(branch).kind is Kind.CONCEPT:
            raise NothingToGoOn("A single concept cannot be summarised. Choose a paragraph or a section.")
        concepts = (wording(document.node(concept)) for concept in document.concepts(branch))
        request = SummariseRequest(
            anchor=branch,
            anchor_kind=document.node(branch).kind,
            concepts=tuple(text for text in concepts if text is not None),
            language=language or document.effective_language(branch),
            percent=percent,
            sentences=None if sentences is None else _at_least_one(sentences, "sentence"),
            seed=settings.seed if seed is None else seed,
            reroll=reroll,
            settings=settings.for_words("summarise"),
            revision=document.revision,
            source_fingerprint=document.source_fingerprint(branch),
            branch_fingerprint=branch_fingerprint(document, branch),
            created=self._clock(),
        )
        return self._jobs.start("Summarise", partial(summarise, request))

    def rewrite(
        self,
        document: Document,
        concept: NodeId,
        n: int = 5,
        *,
        seed: int | None = None,
        reroll: int = 0,
        settings: AssistantSettings = BALANCED,
        language: str | None = None,
    ) -> Job[ProposalSet]:
        """`n` other wordings of a concept (or heading), in the language it is shown in (or `language`)."""
        language = language or document.shown_language(concept)
        here = document.node(concept)
        rendition = here.renditions.get(language)
        original = masked(rendition.text if rendition is not None else "")
        if is_verbatim(here) or not original.source.has_words:
            raise NothingToGoOn(f"Node {concept} has no {language} sentence to rewrite.")
        request = RewriteRequest(
            anchor=concept,
            original=original,
            language=language,
            n=_at_least_one(n, "wording"),
            seed=settings.seed if seed is None else seed,
            reroll=reroll,
            settings=settings.for_words("rewrite"),
            revision=document.revision,
            source_fingerprint=document.source_fingerprint(concept),
            created=self._clock(),
        )
        return self._jobs.start("Rewrite", partial(rewrite, request))

    def translate(
        self,
        document: Document,
        nodes: Iterable[NodeId] | None,
        to: str,
        *,
        only: Collection[Which] = MISSING_AND_STALE,
        settings: AssistantSettings = BALANCED,
        engine: str = "",
        terms: TermSource = no_terms,
        on_part: Callable[[Sequence[NodeTranslation]], None] | None = None,
    ) -> Job[TranslationResult]:
        """Re-decode branches (None: the whole document) into `to`, a FLORES-200 code.

        Skipped: sources, renditions by the writer, code and images, and whatever `only` excludes. A cancelled
        job keeps the finished part in `partial`; asking again resumes from there. `on_part` receives every
        finished batch, on the worker's thread. The caller applies the result with `apply_translation`.
        `engine`: the translator that does it, or `codec`; empty: the default of each pair of languages.
        `terms`: those that the translations are to use.
        """
        wanted = frozenset(Which(which) for which in only)
        request = replace(plan_translation(document, nodes, to, wanted, settings, engine), terms=terms)
        return self.translate_planned(request, on_part)

    def translate_planned(
        self,
        request: TranslateRequest,
        on_part: Callable[[Sequence[NodeTranslation]], None] | None = None,
    ) -> Job[TranslationResult]:
        """Like `translate`, for what has been planned already, as a window does it little by little."""
        return self._jobs.start("Translate", partial(translate, request, on_part=on_part), countable=True)

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
        """Alternative translations of one node by all who can, offered next to its present text."""
        request = replace(plan_again(document, node, to, settings, reroll, self._clock()), terms=terms)
        return self._jobs.start("Translate Again", partial(translate_again, request))

    def encode(self, document: Document, nodes: Iterable[NodeId] | None = None) -> Job[EncodedNodes]:
        """The vectors of nodes (None: all concepts); only those missing from the cache are encoded."""
        chosen = list(document.concepts()) if nodes is None else list(nodes)
        found = [(node, text) for node in chosen if (text := wording(document.node(node))) is not None]
        revision = document.revision

        def work(models: Models, _job: Job[EncodedNodes]) -> EncodedNodes:
            languages = models.words.languages
            known = [
                (node, text)
                for node, wordings in found
                if (text := wordings.in_one_of(languages)) is not None
            ]
            vectors = models.words.encode([Text(text, language) for _, (language, text) in known])
            return EncodedNodes(tuple(node for node, _ in known), vectors, revision)

        return self._jobs.start("Read", work)

    def meanings(self, texts: Sequence[tuple[str, str]], *, in_background: bool = False) -> Job[Meanings]:
        """The vectors of (text, language) pairs of no document, such as units of a translation memory."""
        given = tuple(texts)

        def work(models: Models, job: Job[Meanings]) -> Meanings:
            codec = models.words
            bare = [Text(plain(text).text, language) for text, language in given]
            known = [text for text in bare if text.language in codec.languages and text.text.strip()]
            if in_background:
                self._jobs.turns.wait(job)
            vectors = dict(zip(known, codec.encode(known, lasting=False), strict=True))
            found = tuple(vectors.get(text) for text in bare)
            return Meanings(codec.codec.id, codec.codec.version, found)

        return self._jobs.start("Read", work, in_background=in_background)

    def catch_up(self, document: Document, wordings: Sequence[Wording] | None = None) -> Job[int]:
        """Give all renditions a vector of the writer's codec, in the background, with the lowest priority.

        `wordings` are those of the document's nodes if they have already been collected, as a window does
        incrementally (`wording`). The result is how many had no vector. After a cancel it resumes there when
        asked for again.
        """
        if wordings is None:
            nodes = document.subtree(ROOT)
            wordings = [text for node in nodes if (text := wording(document.node(node))) is not None]
        said = tuple(wordings)
        return self._jobs.start(
            "Prepare the text for the new model",
            lambda models, job: catch_up(said, models.words, job, self._jobs.turns),
            in_background=True,
        )

    # -- life ---

    def close(self, reason: str = "") -> None:
        """Cancel what is running and wait for the worker threads to end. Safe to call twice.

        Running jobs count as cancelled; with a `reason`, the writer's requests fail with this sentence
        (ModelsChanged).
        """
        self._jobs.close(reason)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- inside ---

    def _snapshot_length(self) -> int:
        """The LCM's context length once the engine has reported it: a snapshot needs no more."""
        longest = self._shared.longest_context
        return LONGEST_SNAPSHOT if longest is None else min(LONGEST_SNAPSHOT, longest + longest // 2)


def _at_least_one(count: int, what: str) -> int:
    if count < 1:
        raise AssistantError(f"Ask for at least one {what}, not {count}.")
    return count
