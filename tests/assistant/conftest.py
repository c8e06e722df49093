from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from conceptwriter.assistant import Assistant
from conceptwriter.outline import Document, Draft, Kind
from tests.assistant.toy_engine import ToyEngine


@pytest.fixture
def engine() -> ToyEngine:
    return ToyEngine()


@pytest.fixture
def assistant(engine: ToyEngine) -> Iterator[Assistant]:
    before = set(threading.enumerate())
    with Assistant(engine, clock=lambda: 1000.0) as assistant:
        yield assistant
    assert set(threading.enumerate()) <= before, "a worker thread outlived the assistant"


def concept(text: str, **more: object) -> Draft:
    return Draft(Kind.CONCEPT, text, **more)  # type: ignore[arg-type]


def paragraph(*texts: str, summary: str = "") -> Draft:
    return Draft(Kind.PARAGRAPH, summary, children=[concept(text) for text in texts])


def section(heading: str, *children: Draft) -> Draft:
    return Draft(Kind.SECTION, heading, children=list(children))


@pytest.fixture
def document() -> Document:
    """Harbour (title) > Dawn (section) > two paragraphs; Evening (section) > one paragraph."""
    return Document.from_draft(
        section(
            "The harbour",
            section(
                "Dawn",
                paragraph("The boats came in at dawn.", "Nobody was waiting on the quay."),
                paragraph(
                    "A letter lay under the door.", "She read it slowly and smiled.", summary="The letter"
                ),
            ),
            section("Evening", paragraph("Rain began to fall on the roofs.")),
        )
    )


def find(document: Document, text: str) -> int:
    return next(node for node in document.subtree(1) if document.source_text(node) == text)
