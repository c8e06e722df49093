"""What a text remembers of who made it, when a person changes it."""

from __future__ import annotations

import pytest

from conceptwriter.outline import Document, Origin, Rendition, State, edits
from conceptwriter.outline.model import fingerprint
from conceptwriter.outline.wording import edited_rendition
from tests.outline.drafts import find, harbour

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"


@pytest.fixture
def document() -> Document:
    return harbour()


@pytest.fixture
def node(document: Document) -> int:
    return find(document, "It rained.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((Origin.WRITTEN, State.NEW), (Origin.WRITTEN, State.NEW)),
        ((Origin.WRITTEN, State.EDITED), (Origin.WRITTEN, State.EDITED)),
        ((Origin.WRITTEN, State.FINAL), (Origin.WRITTEN, State.EDITED)),
        ((Origin.IMPORTED, State.NEW), (Origin.EDITED, State.EDITED)),
        ((Origin.PROPOSED, State.NEW), (Origin.EDITED, State.EDITED)),
        ((Origin.EDITED, State.REVIEWED), (Origin.EDITED, State.EDITED)),
    ],
)
def test_the_source_text(
    document: Document, node: int, old: tuple[Origin, State], new: tuple[Origin, State]
) -> None:
    document.node(node).renditions[ENGLISH] = Rendition("It rained.", *old)
    assert edited_rendition(document, node, ENGLISH, "It poured.") == Rendition("It poured.", *new)
    assert edited_rendition(document, node, ENGLISH, "") == Rendition("", *new), "emptied, it is still there"
    assert edited_rendition(document, node, ENGLISH, "It rained.") == Rendition("It rained.", *old)


def test_a_first_source_text_is_written(document: Document, node: int) -> None:
    document.node(node).renditions.clear()
    assert edited_rendition(document, node, ENGLISH, "It rained.") == Rendition("It rained.")


@pytest.mark.parametrize("old", [None, Rendition("", Origin.MACHINE, State.MACHINE, "0" * 16)])
def test_a_first_translation_is_of_the_source_as_it_is_now(
    document: Document, node: int, old: Rendition | None
) -> None:
    if old is not None:
        document.node(node).renditions[FRENCH] = old
    now = fingerprint("It rained.", ENGLISH)
    assert edited_rendition(document, node, FRENCH, "Il pleuvait.") == Rendition(
        "Il pleuvait.", Origin.WRITTEN, State.EDITED, now
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Origin.MACHINE, Origin.EDITED),
        (Origin.PROPOSED, Origin.EDITED),
        (Origin.IMPORTED, Origin.EDITED),
        (Origin.WRITTEN, Origin.WRITTEN),
    ],
)
@pytest.mark.parametrize("state", [State.NEW, State.MACHINE, State.FINAL])
def test_a_translation_stays_one_of_the_source_it_was_made_from(
    document: Document, node: int, old: Origin, new: Origin, state: State
) -> None:
    before = Rendition("Il pleut.", old, state, "0" * 16)
    document.node(node).renditions[FRENCH] = before
    assert edited_rendition(document, node, FRENCH, "Il pleuvait.") == Rendition(
        "Il pleuvait.", new, State.EDITED, "0" * 16
    )
    assert edited_rendition(document, node, FRENCH, "Il pleut.") is before, "nothing was changed"
    assert edited_rendition(document, node, FRENCH, "") is None


def test_an_emptied_translation_is_removed_and_the_source_is_shown(document: Document, node: int) -> None:
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleut."))
    document.apply(edits.edit_text(document, node, "", FRENCH))
    assert list(document.node(node).renditions) == [ENGLISH]
