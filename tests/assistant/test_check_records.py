"""A check is one record: a made-up one speaks in translations, candidates and drafts."""

from __future__ import annotations

import pytest

from conceptwriter.assistant import Assistant, apply_translation
from conceptwriter.assistant import checks as check_lists
from conceptwriter.assistant.checks import (
    RENDERING_CHECKS,
    TEXT_CHECKS,
    Check,
    check_rendering,
    check_text,
)
from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings, all_checks
from conceptwriter.assistant.draft_checks.all_checks import DRAFT_CHECKS, DraftCheck
from conceptwriter.assistant.findings import DEGENERATE, LABELS, MILD, Finding, Flag, Limits, Severity
from conceptwriter.gui.proposals.reasons import displayed_reasons
from conceptwriter.gui.proposals.wording import flag_words
from conceptwriter.gui.review.items import Concern, items_of
from conceptwriter.outline import Document, Proposal, Reason
from tests.assistant.conftest import find

WAIT = 20.0
MADE_UP = Finding(Flag.CLICHE, "somebody made this check up")


def test_one_of_every_text(monkeypatch: pytest.MonkeyPatch, assistant: Assistant, document: Document) -> None:
    made_up = Check(lambda it: MADE_UP if it.language == "eng_Latn" else None)
    monkeypatch.setattr(check_lists, "TEXT_CHECKS", (*TEXT_CHECKS, made_up))
    assert check_text("She smiled.", "eng_Latn", Limits()) == [MADE_UP]
    assert check_text("Elle sourit.", "fra_Latn", Limits()) == []
    anchor = find(document, "The boats came in at dawn.")
    found = assistant.propose(document, anchor, n=3).result(WAIT)
    assert found.proposals
    assert all(MADE_UP.flag.value in proposal.flags for proposal in found.proposals)
    assert Flag.CLICHE.short in [reason.short for reason in displayed_reasons(found.proposals[0])]


def test_one_of_renderings(monkeypatch: pytest.MonkeyPatch, assistant: Assistant, document: Document) -> None:
    made_up = Check(lambda it: MADE_UP if it.source.startswith("Nobody") else None)
    monkeypatch.setattr(check_lists, "RENDERING_CHECKS", (*RENDERING_CHECKS, made_up))
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    document.apply(apply_translation(document, result))
    node, other = find(document, "Nobody was waiting on the quay."), find(document, "Dawn")
    (item,) = items_of(document, node)
    assert (item.concern, item.flag, item.reason) == (Concern.DOUBTFUL, MADE_UP.flag.value, MADE_UP.reason)
    assert MADE_UP.reason not in [item.reason for item in items_of(document, other)]


def test_one_of_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = DraftCheck(lambda it: MADE_UP if "smiled" in it.folded_words else None, frozenset({"fra_Latn"}))
    monkeypatch.setattr(all_checks, "DRAFT_CHECKS", (*DRAFT_CHECKS, made_up))
    text = "Nobody smiled."
    assert MADE_UP in DraftChecks(Surroundings("fra_Latn", ()))(text)
    assert MADE_UP not in DraftChecks(Surroundings("eng_Latn", ()))(text), "it cannot judge this language"


def test_a_check_keeps_quiet_where_another_has_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Check(lambda it: Finding(Flag.NAMES, "first"))
    second = Check(lambda it: Finding(Flag.NUMBERS, "second"), unless=frozenset({Flag.NAMES}))
    monkeypatch.setattr(check_lists, "TEXT_CHECKS", ())
    for checks, reasons in (((first, second), ["first"]), ((second, first), ["second", "first"])):
        monkeypatch.setattr(check_lists, "RENDERING_CHECKS", checks)
        found = check_rendering("One.", "eng_Latn", "Un.", "fra_Latn", Limits())
        assert [finding.reason for finding in found] == reasons


@pytest.mark.parametrize("flag", Flag)
def test_every_sort_of_finding_has_words_and_weight(flag: Flag) -> None:
    assert sum(flag in group for group in (LABELS, MILD, DEGENERATE)) == (
        flag.severity is not Severity.WARNING
    )
    reasons = displayed_reasons(
        Proposal("id", "Text.", "eng_Latn", reasons=(Reason(flag.value, "why", True),))
    )
    if flag is Flag.REASON:
        assert reasons[0].short == "why", "what speaks for a text is told as it is"
    else:
        assert flag_words(flag.value) == (flag.short, flag.meaning)
        assert reasons[0].short in (flag.short, "why")
