"""Phrases that language models fall back on and that a text contains only by accident (English)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from conceptwriter.assistant.findings import Finding, Flag

_PHRASES_TEXT = r"""
    \bin the (?:realm|world) of\b
    \b(?:(?:rich|vibrant|complex|intricate) tapestry|tapestry of)\b
    \btestament to\b
    \bdelicate (?:balance|dance|interplay)\b
    \bmulti-?faceted\b
    \bplay(?:s|ed|ing)? an? (?:\w+ )?(?:crucial|vital|pivotal|significant) (?:role|part)\b
    \bdelv(?:e|es|ed|ing) (?:in|into|deep)
    \bbeacon of\b
    \bstark (?:reminder|contrast|illustration|example)\b
    \bserv(?:es|ed|ing) as a (?:\w+ )?(?:reminder|beacon|testament|symbol|metaphor)\b
    \bever-(?:changing|evolving|present)\b
    \bhustle and bustle\b
    \b(?:sleepy|quaint|bustling) (?:little |small )?(?:town|village|city)\b
    \bnestled (?:in|between|among)\b
    \bhuman experience\b
    \bvery fabric of\b
    \bit(?:'s| is) (?:essential|crucial|important|vital) to\b
    \b(?:nuanced|profound|deeper) (?:understanding|exploration|impact|appreciation)\b
    \bnavigat(?:e|es|ing) the complexit
    \bcaptivat(?:ed|es|ing) (?:audiences|the (?:hearts|imagination))\b
    \bembark(?:s|ed|ing)? on a (?:journey|quest)\b
    \bsense of (?:wonder|belonging|purpose|community)\b
    """
_PHRASES = re.compile("|".join(map(str.strip, _PHRASES_TEXT.strip().splitlines())), re.IGNORECASE)


def check_stock_phrase(unquoted: str, recent: Sequence[str]) -> Finding | None:
    """`unquoted`: the narrator's part of a draft; `recent`: the text before, which may use such phrases."""
    found = _PHRASES.search(unquoted)
    if found is None or any(_PHRASES.search(text) for text in recent):
        return None
    return Finding(Flag.CLICHE, f"uses a stock phrase: \u201c{found[0]}\u201d")
