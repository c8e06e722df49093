"""Which languages a translation model has: read from its vocabulary, or stated by the user.

Stated is `en>fr`, `en>fr,es` (each into each), `en,fr,de` (every one into every other) or `en>*` (into all
that the model names). A colon does as well as `>`, which a shell takes for its own unless quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from conceptwriter.convert.errors import ConversionError
from conceptwriter.language import UnknownLanguage, find_language

TokensAt = Literal["", "source", "target", "both"]
ALL = "*"
_NAMING: tuple[tuple[re.Pattern[str], TokensAt, bool], ...] = (
    (re.compile(r"([a-z]{3}_[A-Z][a-z]{3})"), "both", True),  # NLLB
    (re.compile(r"__([a-z]{2,3})__"), "both", True),  # M2M-100
    (re.compile(r"([a-z]{2})_[A-Z]{2}"), "both", True),  # mBART-50
    (re.compile(r"<2([A-Za-z_]{2,8})>"), "source", True),  # MADLAD-400
    (re.compile(r">>([A-Za-z_]{2,8})<<"), "source", False),  # OPUS-MT into several languages
)
"""How tokens name languages, where they stand, and whether the model also reads all that it writes."""
_IN_A_NAME = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Languages:
    """FLORES-200 codes, and the tokens that name them to the model."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    tokens: Mapping[str, str]
    tokens_at: TokensAt


def languages_of(vocabulary: Iterable[str], stated: str, folder: Path, *, prefix: str = "") -> Languages:
    """The languages of a model. Raises ConversionError where they are not stated and cannot be read.

    `prefix` is the token that its translations begin with, where it is known; its pair is then stated.
    """
    if prefix:
        return _with_prefix(frozenset(vocabulary), stated, folder, prefix)
    tokens, tokens_at, reads_all = _named_in(vocabulary)
    every = tuple(sorted(tokens))
    if not stated:
        if not reads_all:
            raise ConversionError(_not_stated(folder, every))
        return Languages(every, every, tokens, tokens_at)
    sources, targets = stated_pairs(stated, every)
    if len(every) == 1 and every != targets:
        tokens, tokens_at = {}, ""  # a stray token of a model that needs none
    named = {*targets, *(sources if tokens_at == "both" else ())}
    missing = sorted(named - set(tokens)) if tokens_at else []
    if missing:
        raise ConversionError(
            f"The model in {folder} has no token for {missing[0]}. It names {', '.join(every[:12])}"
            f"{' and others' if len(every) > 12 else ''}."
        )
    kept = {code: token for code, token in tokens.items() if code in named}
    return Languages(sources, targets, kept, tokens_at)


def stated_pairs(stated: str, every: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sources and targets, FLORES-200 codes; `every` is what `*` stands for. Raises ConversionError."""
    left, arrow, right = stated.replace(":", ">").partition(">")
    sources = _codes(left, every)
    targets = _codes(right, every) if arrow else sources
    if not any(source != target for source in sources for target in targets):
        raise ConversionError(
            f"{stated!r} names no pair of languages. Write 'en>fr' in quotation marks, or en:fr."
        )
    return sources, targets


def guessed_from(name: str) -> str:
    """The pair that a folder's name seems to say, such as `en>fr`; empty where it says none."""
    parts = re.split(r"[-_.]", name.lower())
    pairs = [
        (source, target)
        for source, target in pairwise(parts)
        if all(_IN_A_NAME.fullmatch(part) and _code_of(part) for part in (source, target))
    ]
    return ">".join(pairs[-1]) if pairs else ""  # the last: "mt" of opus-mt-en-fr is a language too


def _named_in(vocabulary: Iterable[str]) -> tuple[dict[str, str], TokensAt, bool]:
    listed = sorted(vocabulary)
    for pattern, at, reads_all in _NAMING:
        found: dict[str, str] = {}
        for token in listed:
            match = pattern.fullmatch(token)
            if match is not None and (code := _code_of(match[1])):
                found.setdefault(code, token)
        if len(found) >= (2 if reads_all else 1):
            return found, at, reads_all
    return {}, "", False


def _code_of(name: str) -> str:
    try:
        return find_language(name.replace("_", "-") if len(name) < 8 else name).code
    except UnknownLanguage:
        return ""


def _with_prefix(vocabulary: frozenset[str], stated: str, folder: Path, prefix: str) -> Languages:
    sources, targets = stated_pairs(stated)
    if prefix not in vocabulary:
        raise ConversionError(
            f"The model in {folder} is to begin its translations with {prefix!r}, which it does not know."
        )
    return Languages(sources, targets, dict.fromkeys(targets, prefix), "target")


def _codes(names: str, every: tuple[str, ...]) -> tuple[str, ...]:
    if names.strip() == ALL:
        if not every:
            raise ConversionError("The model does not name its languages, so they cannot be given as *.")
        return every
    try:
        codes = [find_language(name.strip()).code for name in names.split(",") if name.strip()]
    except UnknownLanguage as error:
        raise ConversionError(str(error)) from error
    return tuple(dict.fromkeys(codes))


def _not_stated(folder: Path, every: tuple[str, ...]) -> str:
    guess = guessed_from(folder.name).replace(">", ":")
    if every:
        return (
            f"The model in {folder} says which languages it writes ({', '.join(every[:8])}), but not "
            "which it reads. State them (--languages), such as en:fr or 'en>*'."
        )
    example = f"{guess}, if that is what the name says" if guess else "such as en:fr"
    return (
        f"The model in {folder} does not say which languages it translates. State them "
        f"(--languages): {example}."
    )
