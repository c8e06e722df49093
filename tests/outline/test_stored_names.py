"""Names that lie in the files of writers: another name, and what they stand for is lost."""

from __future__ import annotations

from conceptwriter.outline import blocks, model, notice, proposals, trash
from conceptwriter.outline.history import later_key
from conceptwriter.outline.lists import BULLET, FIRST, QUOTE
from conceptwriter.outline.ranges import PARAGRAPH_BREAK
from conceptwriter.outline.remarks import remarks_key


def test_attributes_of_nodes() -> None:
    assert (model.BREAK, model.GAP, model.LEAD, model.TAIL) == ("break", "gap", "lead", "tail")
    assert model.UNSURE == "unsure_language"
    assert {"break", "gap", "tail"} == model.END_ATTRIBUTES
    assert (blocks.BLOCK, blocks.WITHIN, blocks.TIGHT, blocks.APART) == ("block", "within", "tight", "apart")
    assert (blocks.FENCE, blocks.INFO, blocks.LEVEL, blocks.VERBATIM) == (
        "fence",
        "info",
        "level",
        "verbatim",
    )
    assert {"code", "rule", "html", "table", "definition", "source"} == blocks.VERBATIM_BLOCKS
    assert (
        tuple(f"trash.{name}" for name in ("parent", "index", "above", "before", "after", "time"))
        == trash.MARKS
    )
    assert remarks_key("fra_Latn") == "remarks:fra_Latn"


def test_values() -> None:
    assert [*model.Kind] == ["section", "paragraph", "concept"]
    assert [*model.Origin] == [
        "written", "imported", "proposed", "machine", "edited", "machine_from_text",
    ]  # fmt: skip
    assert [*model.State] == ["new", "machine", "edited", "reviewed", "final"]
    assert [*notice.Cause] == ["apply", "merge", "undo", "redo", "view"]
    assert {"edited", "reviewed", "final"} == model.HUMAN_STATES
    assert {"written", "imported", "edited"} == model.HUMAN_ORIGINS
    assert proposals.EARLIER == "earlier_rolls"
    assert later_key(1.5) == "later:1.500000"
    assert (QUOTE, BULLET, FIRST, PARAGRAPH_BREAK) == (">", "-", "1.", "\n\n")


def test_fingerprints() -> None:
    """By them a translation knows the source that it was made from."""
    assert model.fingerprint("It rained.", "eng_Latn") == "e29c3f5a1123519b"
    assert model.fingerprint("Zoe\u0301", "fra_Latn") == model.fingerprint("Zoé", "fra_Latn")
    assert model.fingerprint("\ud800", "\ud800") != model.fingerprint("", "\ud800")
