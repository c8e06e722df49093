"""Checks of a voice's drafts: everything that makes one unfit to be offered, or doubtful.

`DraftChecks` is prepared once per place and called with each draft; it needs no model. Most rules about words
are for English; those about marks, copies and refusals apply to every language.
"""

from __future__ import annotations

from conceptwriter.assistant.draft_checks.all_checks import DraftChecks, is_narrative
from conceptwriter.assistant.draft_checks.repetition import RefusedBefore
from conceptwriter.assistant.draft_checks.surroundings import Surroundings

__all__ = ["DraftChecks", "RefusedBefore", "Surroundings", "is_narrative"]
