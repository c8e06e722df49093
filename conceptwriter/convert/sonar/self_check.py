"""Self-check of a converted codec against the published one; a bundle that fails is not installed.

The float32 reference is computed from the checkpoints with NumPy, the other side by the graphs, through the
program's own runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.codec import CodecError, DecodeOptions
from conceptwriter.codec.pieces import END
from conceptwriter.codec.runtime import Codec
from conceptwriter.convert.errors import CheckFailed
from conceptwriter.convert.sonar import reference as sonar_reference
from conceptwriter.convert.sonar.bleu import bleu, tokens_of
from conceptwriter.convert.sonar.checks import Checks, CosinesCheck, built_in_sentences
from conceptwriter.convert.sonar.finished import Finished, TeacherForced

Report = Callable[[str], None]
Floats = npt.NDArray[np.float32]
Sentence = tuple[str, str]
"""(language, text)"""
_SHOWN = 80
"""Characters of a wrong text quoted in an error."""


def self_check(bundle: Finished, checks: Checks, report: Report) -> dict[str, Any]:
    """Run the checks; returns the figures by name. Raises CheckFailed with the floors that were missed."""
    figures: dict[str, Any] = {}
    missed: list[str] = []
    sentences = _chosen(checks, bundle.manifest.languages)
    expected = _expected(bundle, checks, sentences, report)  # before the graphs are loaded: less memory
    if expected is not None:
        report("decoder against float32")
        _compare_choices(bundle, expected, checks, figures, missed)
    report("golden values")
    _check_logits(bundle, checks, figures, missed)
    codec = bundle.codec()
    if expected is not None:
        report("encoder against float32")
        _compare_vectors(codec, expected, checks, figures, missed)
    try:
        _check_golden(codec, checks, figures, missed)
        if not missed:  # the sentences take minutes
            _check_sentences(codec, checks, sentences, report, figures, missed)
    except CodecError as error:  # vectors that are not finite
        missed.append(str(error))
    if missed:
        raise CheckFailed(
            f"The model in {bundle.folder} failed its self-check and is not installed: {'; '.join(missed)}. "
            "Download the files again, or convert them in another precision."
        )
    return figures


def steps_of(checks: Checks, languages: Sequence[str]) -> int:
    """Maximum number of progress reports of `self_check`."""
    return 4 + len({language for language, _ in _chosen(checks, languages)})


# Against float32


@dataclass(frozen=True, slots=True)
class _Expected:
    sentences: list[Sentence]
    vectors: Floats
    prompts: list[list[int]]
    """Input of the decoder: end token, tag, text."""
    most_likely: list[npt.NDArray[np.int64]]


def _expected(
    bundle: Finished, checks: Checks, sentences: Sequence[Sentence], report: Report
) -> _Expected | None:
    some = _spread(sentences, checks.compared)
    if not some:
        return None
    report("float32, to compare with")
    tokenizer = bundle.tokenizer()
    ids = [tokenizer.encode([text], language)[0] for language, text in some]
    vectors = sonar_reference.encode(bundle.encoder, ids)
    prompts = [[END, *text[:-1]] for text in ids]
    most_likely = sonar_reference.most_likely(bundle.decoder, vectors, prompts, bundle.kept)
    return _Expected(list(some), vectors, prompts, most_likely)


def _compare_choices(
    bundle: Finished, expected: _Expected, checks: Checks, figures: dict[str, Any], missed: list[str]
) -> None:
    """Positions compared; not the one after the prompt's end token, as the language that follows is given."""
    found = _most_likely(bundle, expected)
    same = [ours[1:] == theirs[1:] for ours, theirs in zip(found, expected.most_likely, strict=True)]
    figures["agreement"] = float(np.concatenate(same).mean())
    _floor("the share of equal tokens", figures["agreement"], checks.least_agreement, missed)


def _compare_vectors(
    codec: Codec, expected: _Expected, checks: Checks, figures: dict[str, Any], missed: list[str]
) -> None:
    ours = np.concatenate([codec.encode([text], language) for language, text in expected.sentences])
    lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(expected.vectors, axis=1)
    cosines = np.sum(ours * expected.vectors, axis=1) / lengths
    figures["cosine_least"] = float(cosines.min())
    figures["cosine_mean"] = float(cosines.mean())
    _floor("the cosine with float32", figures["cosine_least"], checks.least_cosine, missed)


def _most_likely(bundle: Finished, expected: _Expected) -> list[npt.NDArray[np.int64]]:
    """The step graph's first choice after each given token."""
    steps = TeacherForced(bundle, expected.vectors)
    longest = max(map(len, expected.prompts))
    choices = [
        steps.step([text[min(position, len(text) - 1)] for text in expected.prompts], count=1)[0][:, 0]
        for position in range(longest)
    ]
    table = np.stack(choices, axis=1)
    return [table[row, : len(text)] for row, text in enumerate(expected.prompts)]


# Golden values


def _check_golden(codec: Codec, checks: Checks, figures: dict[str, Any], missed: list[str]) -> None:
    known = set(codec.languages)
    for golden in checks.golden_cosines:
        if {golden.left_language, golden.right_language} <= known:
            error = _cosine_error(codec, golden)
            _worst(figures, "golden_cosine_error", error)
            _ceiling("golden cosines are off by", error, golden.tolerance, missed)
    for vector in checks.golden_vectors:
        if vector.language in known:
            ours = codec.encode([vector.text], vector.language)[0, : len(vector.first)]
            error = float(np.abs(ours - np.array(vector.first)).max())
            _worst(figures, "golden_vector_error", error)
            _ceiling(f"the vector of {vector.text!r} is off by", error, vector.tolerance, missed)
    for text in checks.golden_texts:
        if {text.language, text.target} <= known:
            found = codec.decode(codec.encode([text.text], text.language), text.target)[0].text
            figures.setdefault("golden_texts", []).append(found)
            score = _similarity(found, text.expected)
            _floor(f"{text.text!r} became {_shown(found)}; BLEU", score, text.least_bleu, missed)


def _shown(text: str) -> str:
    """Shortens a text for a message: broken weights may generate up to the limit."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def _check_logits(bundle: Finished, checks: Checks, figures: dict[str, Any], missed: list[str]) -> None:
    """Differences of logits equal differences of scores: their offset is constant except for the error."""
    count = bundle.decoder.config.vocabulary
    for known in checks.golden_logits if bundle.kept is None else ():
        ids = bundle.tokenizer().encode([known.text], known.language)
        encoder = bundle.graph(bundle.part.encoder)
        steps = TeacherForced(bundle, encoder.run({"input_ids": np.array(ids, np.int64)})["vectors"])
        for token, first, last in zip(known.tokens, known.first, known.last, strict=True):
            choices, scores = steps.step([token], count)
            by_id = np.empty(count)
            by_id[choices[0]] = scores[0]
            apart = np.concatenate([by_id[: len(first)] - first, by_id[count - len(last) :] - last])
            error = float(np.ptp(apart))
            _worst(figures, "golden_logit_error", error)
            _ceiling("golden logits are off by", error, known.tolerance, missed)


def _cosine_error(codec: Codec, golden: CosinesCheck) -> float:
    left = codec.encode(golden.left, golden.left_language)
    right = codec.encode(golden.right, golden.right_language)
    left /= np.linalg.norm(left, axis=1, keepdims=True)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    return float(np.abs(left @ right.T - np.array(golden.cosines)).max())


def _similarity(found: str, expected: str) -> float:
    """BLEU of one short text: equal texts score 100, however short."""
    return 100.0 if found == expected else bleu([tokens_of(found)], [tokens_of(expected)])


# Encoding and decoding


def _check_sentences(
    codec: Codec,
    checks: Checks,
    sentences: Sequence[Sentence],
    report: Report,
    figures: dict[str, Any],
    missed: list[str],
) -> None:
    """Greedy decoding: beam search would take five times as long and show the same."""
    if not sentences:
        return
    options = DecodeOptions(beam_size=1, no_repeat_ngram=0, maximum_tokens=checks.maximum_tokens)
    everything: tuple[list[list[str]], list[list[str]]] = ([], [])
    by_language: dict[str, float] = {}
    for language in sorted({language for language, _ in sentences}):
        report(f"sentences, {language}")
        texts = [text for of, text in sentences if of == language]
        decoded = codec.decode(codec.encode(texts, language), language, options)
        ours, theirs = [tokens_of(one.text) for one in decoded], [tokens_of(text) for text in texts]
        by_language[language] = round(bleu(ours, theirs), 1)
        everything[0].extend(ours)
        everything[1].extend(theirs)
    figures["bleu"] = round(bleu(*everything), 2)
    figures["bleu_by_language"] = by_language
    _floor("BLEU of sentences that were encoded and decoded", figures["bleu"], checks.least_bleu, missed)


def _chosen(checks: Checks, languages: Sequence[str]) -> list[Sentence]:
    given = built_in_sentences() if checks.sentences is None else checks.sentences
    there = [(language, text) for language, text in given if language in languages]
    most = checks.most_sentences
    return there if most is None else _spread(there, most)


def _spread(sentences: Sequence[Sentence], most: int) -> list[Sentence]:
    """At most this many, spread evenly over the whole list."""
    count = min(most, len(sentences))
    return [sentences[i * len(sentences) // count] for i in range(count)]


# Floors


def _floor(what: str, found: float, floor: float | None, missed: list[str]) -> None:
    if floor is not None and not found >= floor:
        missed.append(f"{what} is {found:.4g}, and must be at least {floor:.4g}")


def _ceiling(what: str, found: float, most: float, missed: list[str]) -> None:
    if not found <= most:
        missed.append(f"{what} {found:.2g}, where {most:.2g} is allowed")


def _worst(figures: dict[str, Any], name: str, value: float) -> None:
    figures[name] = max(float(figures.get(name, 0.0)), value)
