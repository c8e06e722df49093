"""The names under which projects keep what a block is."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.blocks import VERBATIM_KINDS, Block, BlockKind

VERBATIM = ["code", "html", "rule", "table", "definition", "source"]
OTHERS = ["section", "text", "heading", "note"]


def test_the_kinds_have_the_names_that_projects_hold() -> None:
    assert sorted(kind.value for kind in BlockKind) == sorted([*VERBATIM, *OTHERS])
    assert sorted(VERBATIM_KINDS) == sorted(VERBATIM)


@pytest.mark.parametrize("kind", list(BlockKind))
def test_a_verbatim_block_holds_no_sentences(kind: BlockKind) -> None:
    block = Block(kind, [])
    assert block.is_verbatim is (kind.value in VERBATIM)
    assert (block.attributes, block.level, block.is_as_read) == ({}, 0, False)
