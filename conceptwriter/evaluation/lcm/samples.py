"""What a bundle really writes, as Markdown to read: nothing picked, nothing left out.

Proposal lists for the first held-out documents, expansions of the first two headings of each, translations of
the first pairs; all in file order, seed 0, with the default preset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from conceptwriter.assistant import Assistant
from conceptwriter.codec.contract import DecodeOptions
from conceptwriter.evaluation.free_running.engine import LocalEngine
from conceptwriter.evaluation.free_running.expansions import expansions, first_plans
from conceptwriter.evaluation.free_running.figures import SHOWN, answer
from conceptwriter.evaluation.free_running.openings import Opening, opening_of
from conceptwriter.evaluation.held_out.dev_sets import dev_documents, tatoeba_pairs
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor, bundle_predictors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec, bundle_codec
from conceptwriter.outline import Proposal

ENGLISH = "eng_Latn"
STRONG = ("fra_Latn", "deu_Latn", "spa_Latn")
COUNT = 10
LISTS = (("stories", COUNT), ("books", 5), ("expository", 5))
_HOW = (
    "The first documents, headings and pairs of the held-out sets in file order, seed 0, preset “balanced”. "
    "Nothing was picked or left out."
)
_LONGEST = 200
_SHOWN_BEFORE = 3
"""Sentences before the place that are printed."""


def samples(
    folder: Path,
    dev: Path,
    *,
    variant: str | None = None,
    threads: int = 1,
    on_progress: Progress = silent,
) -> str:
    """The samples of a bundle's variant (None: the default one).

    Raises:
        BundleError: the bundle has no such LCM.
        CorpusError: a held-out set is missing.
    """
    codec = bundle_codec(folder, threads)
    predictor = bundle_predictors(folder, threads, () if variant is None else (variant,))[0]
    return samples_of(codec, predictor, dev, on_progress)


def samples_of(
    codec: RememberingCodec, predictor: EvaluatedPredictor, dev: Path, on_progress: Progress = silent
) -> str:
    """The same for any predictor with a codec."""
    with Assistant(LocalEngine(codec, predictor)) as assistant:
        parts = [
            f"# Unpicked samples of {codec.name} {codec.version}",
            f"LCM variant: {predictor.name}. {_HOW}",
            "## Proposals",
            *_proposals(assistant, dev, on_progress),
            "## Expansions",
            *_expansions(assistant, dev, on_progress),
            "## Translations",
            *_translations(codec, dev, on_progress),
        ]
    return "\n\n".join(parts) + "\n"


def _openings(dev: Path) -> list[Opening]:
    found: list[Opening] = []
    for name, count in LISTS:
        places = (opening_of(document, name, _LONGEST, 0) for document in dev_documents(dev, name, ENGLISH))
        found += [place for place in places if place is not None][:count]
    return found


def _proposals(assistant: Assistant, dev: Path, on_progress: Progress) -> Iterator[str]:
    openings = _openings(dev)
    for number, opening in enumerate(openings, start=1):
        on_progress(number, len(openings), "proposals")
        found = answer(assistant.propose(opening.document(), n=SHOWN, seed=0))
        before = " ".join(opening.sentences[-_SHOWN_BEFORE:])
        lines = [f"### {number}. {_plain(opening.title)} ({opening.set})", f"> … {_plain(before)}"]
        shown = found.proposals if found else ()
        lines.append("\n".join(_listed(shown)) or "*Nothing was proposed.*")
        lines.append(f"The author: *{_plain(opening.following[0])}*")
        yield "\n\n".join(lines)


def _listed(proposals: Sequence[Proposal]) -> Iterator[str]:
    for number, proposal in enumerate(proposals, start=1):
        flags = f" ({', '.join(proposal.flags)})" if proposal.flags else ""
        yield f"{number}. {_plain(proposal.text)}{flags}"


def _expansions(assistant: Assistant, dev: Path, on_progress: Progress) -> Iterator[str]:
    chosen = first_plans(dev, ENGLISH, COUNT, _LONGEST)
    for number, (plan, text) in enumerate(
        zip(chosen, expansions(assistant, chosen, on_progress), strict=True), start=1
    ):
        written = _plain(" ".join(text)) or "*Nothing was written.*"
        yield f"{number}. **{_plain(plan.heading)}** ({_plain(plan.title)}): {written}"


def _translations(codec: RememberingCodec, dev: Path, on_progress: Progress) -> Iterator[str]:
    spoken = [code for code in STRONG if code in codec.codec.languages]
    for number, other in enumerate(spoken):
        on_progress(number, len(spoken), f"translations {other}")
        pairs = tatoeba_pairs(dev, ENGLISH, other, COUNT)
        english, foreign = [pair.source for pair in pairs], [pair.target for pair in pairs]
        for source, target, texts, references in (
            (ENGLISH, other, english, foreign),
            (other, ENGLISH, foreign, english),
        ):
            if not texts:
                continue
            decoded = codec.decode(codec.encode_cut(texts, source), target, DecodeOptions())
            rows = [
                f"| {_cell(text)} | {_cell(out.text)} | {_cell(reference)} |"
                for text, out, reference in zip(texts, decoded, references, strict=True)
            ]
            head = f"| {source} | {target}, by the model | {target}, by a person |\n| --- | --- | --- |"
            yield f"### {source} to {target}\n\n" + "\n".join([head, *rows])


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """So that Markdown shows it letter by letter."""
    shown = " ".join(text.split())
    for mark in "\\`*_[]<>":
        shown = shown.replace(mark, "\\" + mark)
    return shown
