"""The blocks of a manuscript as a reader of a page is to see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conceptwriter.interchange.blocks import INFO, Block, BlockKind
from conceptwriter.interchange.escaping import escape_inline
from conceptwriter.xml_events import fit_for_xml

_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_PROSE = frozenset({BlockKind.SECTION, BlockKind.TEXT, BlockKind.HEADING})


def shown_blocks(blocks: Iterable[Block], *, has_marks: bool) -> Iterator[Block]:
    """Blocks that mean on a page what they meant in the document.

    HTML, formulas and shortcodes are shown as they are written, comments are not; a writer's note is a text,
    whatever stands in it. ``has_marks``: whether the texts are inline Markdown.
    """
    for block in blocks:
        lines = [fit_for_xml(line) for line in block.lines]
        kind, attributes = block.kind, dict(block.attributes)
        if kind in {BlockKind.HTML, BlockKind.SOURCE}:
            if kind is BlockKind.HTML and _COMMENT.fullmatch("\n".join(lines)):
                continue
            kind, attributes[INFO] = BlockKind.CODE, ""
        elif kind is BlockKind.NOTE or (kind in _PROSE and not has_marks):
            parts = [part for line in lines for part in line.split("\n")]
            lines = [escape_inline(part) for part in parts if part.strip()]
            kind = BlockKind.TEXT if kind is BlockKind.NOTE else kind
        yield Block(
            kind,
            lines,
            attributes,
            block.level,
            language=block.language,
            translates=block.translates,
            is_note=block.kind is BlockKind.NOTE,
        )
