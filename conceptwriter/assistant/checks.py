"""The checks a text gets, one record each, shared by `conceptwriter check`, translations and candidates.

The checks of a draft, which depend on the place it is written for, are in `draft_checks.all_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conceptwriter.assistant.findings import Finding, Flag, Limits
from conceptwriter.assistant.rendering_checks import (
    check_addresses,
    check_language,
    check_names,
    check_numbers,
    check_placeholders,
    check_repeated_word,
    check_untranslated,
    check_variant,
)
from conceptwriter.assistant.text_checks import (
    check_empty,
    check_garbled,
    check_length,
    check_loop,
    check_script,
    check_unfinished,
    ends_a_sentence,
)


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text, and what a check may need to know about it."""

    text: str
    language: str
    """FLORES-200 code."""
    limits: Limits
    finished: bool = True
    """False: the decoder's limit cut it off."""
    sentence: bool = True
    """False: a heading, which needs no full stop."""
    source: str = ""
    """The text whose meaning it must convey; empty where it is not a rendering."""
    source_language: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check."""

    find: Callable[[CheckedText], Finding | None]
    unless: frozenset[Flag] = frozenset()
    """Skipped if one of these was found before it."""


TEXT_CHECKS: tuple[Check, ...] = (
    Check(lambda it: check_garbled(it.text)),
    Check(lambda it: check_loop(it.text)),
    Check(lambda it: check_script(it.text, it.language, it.limits)),
    Check(lambda it: check_unfinished(it.text, it.finished, sentence=it.sentence)),
    Check(lambda it: check_length(it.text, it.limits, source=it.source)),
)
"""For every text with words."""

RENDERING_CHECKS: tuple[Check, ...] = (
    Check(lambda it: check_numbers(it.source, it.source_language, it.text, it.language)),
    Check(lambda it: check_names(it.source, it.source_language, it.text, it.language)),
    Check(lambda it: check_placeholders(it.source, it.text)),
    Check(lambda it: check_addresses(it.source, it.text)),
    Check(lambda it: check_untranslated(it.source, it.source_language, it.text, it.language)),
    Check(lambda it: check_variant(it.text, it.language)),
    Check(
        lambda it: check_language(it.text, it.language), unless=frozenset({Flag.UNTRANSLATED, Flag.SCRIPT})
    ),
    Check(lambda it: check_repeated_word(it.source, it.text), unless=frozenset({Flag.LOOP})),
)
"""In addition, for a text that must say the same as its source: a translation or a rewrite."""


def check_text(
    text: str,
    language: str,
    limits: Limits,
    *,
    finished: bool = True,
    sentence: bool = True,
    source: str = "",
) -> list[Finding]:
    """All checks that need only the text itself (and, for length, its source)."""
    empty = check_empty(text)
    if empty is not None:
        return [empty]
    return _found(TEXT_CHECKS, CheckedText(text, language, limits, finished, sentence, source))


def check_rendering(
    source: str, source_language: str, text: str, language: str, limits: Limits, *, finished: bool = True
) -> list[Finding]:
    """All checks of a text that must say the same as its source."""
    empty = check_empty(text)
    if empty is not None:
        return [empty] if any(character.isalnum() for character in source) else []
    sentence = ends_a_sentence(source)
    it = CheckedText(text, language, limits, finished, sentence, source, source_language)
    findings = _found((*TEXT_CHECKS, *RENDERING_CHECKS), it)
    return [finding for finding in findings if not (finding.flag is Flag.LOOP and check_loop(source))]


def _found(checks: Sequence[Check], it: CheckedText) -> list[Finding]:
    findings: list[Finding] = []
    for check in checks:
        if check.unless.isdisjoint(finding.flag for finding in findings):
            found = check.find(it)
            findings += [] if found is None else [found]
    return findings
