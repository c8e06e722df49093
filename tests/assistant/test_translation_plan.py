"""A plan that is made while the document changes is right for the document as it is in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conceptwriter.assistant import BALANCED, MISSING_AND_STALE
from conceptwriter.assistant.translation_plan import (
    EDITED,
    EDITED_AND_STALE,
    TranslationPlan,
    plan_translation,
)
from conceptwriter.outline import ROOT, Document, State, edits
from conceptwriter.outline.edits import delete, edit_text, move, set_rendition
from tests.assistant.conftest import find, paragraph, section

if TYPE_CHECKING:
    from conceptwriter.outline import NodeId

FRENCH = "fra_Latn"


@pytest.fixture
def document() -> Document:
    return Document.from_draft(
        section(
            "The harbour",
            section(
                "Dawn", paragraph("The boats came in.", "Nobody was waiting."), paragraph("A bell rang.")
            ),
            section("Dusk", paragraph("The boats went out.")),
        )
    )


def wanted(plan: TranslationPlan) -> list[str]:
    return [task.text for task in plan.tasks()]


def followed(document: Document, tops: list[NodeId]) -> TranslationPlan:
    plan = TranslationPlan(document, tops, FRENCH)
    document.subscribe(plan.look_again)
    return plan


def whole(document: Document) -> list[str]:
    request = plan_translation(document, None, FRENCH, MISSING_AND_STALE, BALANCED)
    return [task.text for task in request.tasks]


def test_step_by_step_it_is_the_whole_plan(document: Document) -> None:
    plan = followed(document, [ROOT])
    seen = []
    while not plan.is_complete:
        plan.step()
        seen.append(plan.seen)
    assert seen == list(range(1, len(list(document.subtree(ROOT))) + 1))
    assert wanted(plan) == whole(document)
    assert plan.wanted == len(wanted(plan)) == 7
    plan.step()
    assert plan.is_complete


def test_branches_within_branches_count_once(document: Document) -> None:
    dawn = find(document, "Dawn")
    plan = TranslationPlan(document, [dawn, find(document, "A bell rang.")], FRENCH)
    plan.finish()
    assert wanted(plan) == ["Dawn", "The boats came in.", "Nobody was waiting.", "A bell rang."]


@pytest.mark.parametrize("steps", [0, 4, 100])
def test_nothing_is_planned_from_an_old_text(document: Document, steps: int) -> None:
    """Whether it changes before it was looked at, or after."""
    plan = followed(document, [ROOT])
    for _ in range(steps):
        plan.step()
    node = find(document, "The boats came in.")
    document.apply(edit_text(document, node, "Three boats came in.", "eng_Latn"))
    plan.finish()
    assert "Three boats came in." in wanted(plan)
    assert "The boats came in." not in wanted(plan)
    task = next(task for task in plan.tasks() if task.node == node)
    assert task.source_fingerprint == document.source_fingerprint(node)


@pytest.mark.parametrize("steps", [0, 100])
def test_what_a_person_writes_meanwhile_is_left_alone(document: Document, steps: int) -> None:
    plan = followed(document, [ROOT])
    for _ in range(steps):
        plan.step()
    node, other = find(document, "A bell rang."), find(document, "Nobody was waiting.")
    for each in (node, other):
        document.apply(set_rendition(document, each, FRENCH, "À la main.", state=State.EDITED))
    document.apply(edit_text(document, other, "Nobody waited.", "eng_Latn"))
    plan.finish()
    assert not {"A bell rang.", "Nobody waited."} & set(wanted(plan))
    assert plan.own_and_stale == [other]
    request = plan.request(BALANCED)
    assert (request.skipped[node], request.skipped[other]) == (EDITED, EDITED_AND_STALE)


@pytest.mark.parametrize("steps", [0, 3, 100])
def test_what_is_deleted_is_not_translated_and_what_is_added_is(document: Document, steps: int) -> None:
    plan = followed(document, [ROOT])
    for _ in range(steps):
        plan.step()
    gone = find(document, "The boats went out.")
    document.apply(delete(document, [gone]))
    after = find(document, "A bell rang.")
    document.apply(edits.add_sibling(document, after, "It rang again."))
    plan.finish()
    assert sorted(wanted(plan)) == sorted(whole(document))
    document.undo()
    document.undo()
    plan.finish()
    assert sorted(wanted(plan)) == sorted(whole(document))


@pytest.mark.parametrize("steps", [0, 2, 100])
def test_what_moves_into_the_branch_or_out_of_it(document: Document, steps: int) -> None:
    dawn, dusk = find(document, "Dawn"), find(document, "Dusk")
    plan = followed(document, [dawn])
    for _ in range(steps):
        plan.step()
    coming, going = document.children(dusk)[0], document.children(dawn)[0]
    document.apply(move(document, [coming], dawn, 0))
    document.apply(move(document, [going], dusk, 0))
    plan.finish()
    assert sorted(wanted(plan)) == ["A bell rang.", "Dawn", "The boats went out."]
