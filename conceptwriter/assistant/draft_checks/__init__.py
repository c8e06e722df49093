"""Checks of the drafts that a voice writes: everything that makes one unfit to be offered, or doubtful.

`DraftChecks` is prepared once for a place and called with each draft; it needs no model. Most rules that look
at words are for English; those that look at marks, copies and refusals hold for every language.
"""

from __future__ import annotations

from conceptwriter.assistant.draft_checks.all_checks import DraftChecks, tells_a_story
from conceptwriter.assistant.draft_checks.repetition import RefusedBefore
from conceptwriter.assistant.draft_checks.surroundings import Surroundings

__all__ = ["DraftChecks", "RefusedBefore", "Surroundings", "tells_a_story"]
