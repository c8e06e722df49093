"""A text file as a flat list of blocks, the form between a format and the outline; and the attribute keys.

The outline has sections, paragraphs and concepts; Markdown also has lists, quotations, code and more.
What the outline has no kind for is stored in ``node.attributes``, as strings:

On a **paragraph**:

``block``
    What it is, if not running text: ``code``, ``html``, ``rule``, ``table``, ``definition`` (link reference
    definitions), ``source`` (a formula, TeX, a shortcode with its contents), ``heading`` (a heading inside a
    list or quotation).
``within``
    The lists and quotations around it, outermost first, separated by spaces. ``>`` is a quotation, ``-``
    ``*`` ``+`` a bullet item, ``7.`` ``7)`` a numbered item. A ``~`` after it means that it was opened by an
    earlier paragraph and continues here: ``>~ -`` is a new item of a list in a quotation already open.
``tight``
    ``1``: no blank line before it (neighbouring items of a tight list, text around a ``source``).
``apart``
    ``1``: a wider gap than between other paragraphs precedes, as at the end of a scene.
``fence``, ``info``
    Of a code block: its fence (three or more backticks or tildes, or four spaces if it is indented instead)
    and the words after it (the language).
``level``
    Of a ``heading``: 1 to 6.

On a **section**: ``level``, if its heading is deeper than its place in the outline implies (``#`` followed by
``###``).

On a **concept**: ``verbatim`` = ``1``: not for translation (code, HTML, a table, an image by itself);
``break``: how many hard line breaks follow it; ``gap``: the exact white space between it and the next one, if
that is not the language's default (:mod:`conceptwriter.outline.gaps`). On a paragraph, ``lead`` and ``tail``
are the white space before its first and after its last concept.

``written``, ``written_of``, ``written_after``
    How the block was laid out in its file (:mod:`conceptwriter.interchange.as_written`); also on a section.

On the **document root**: ``front_matter``, the YAML or TOML block at the top, verbatim; ``markup``:
``markdown`` if the texts came from Markdown, ``plain`` if they came from plain text, where ``*`` is a star;
``ending``, how the file ended, if not with one line end; ``line_end``, if that is not a line feed;
``written_whole``, a fingerprint of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from conceptwriter.outline.blocks import APART as APART  # the attributes are the outline's: it edits them
from conceptwriter.outline.blocks import BLOCK as BLOCK
from conceptwriter.outline.blocks import FENCE as FENCE
from conceptwriter.outline.blocks import INFO as INFO
from conceptwriter.outline.blocks import LEVEL as LEVEL
from conceptwriter.outline.blocks import TIGHT as TIGHT
from conceptwriter.outline.blocks import VERBATIM as VERBATIM
from conceptwriter.outline.blocks import WITHIN as WITHIN
from conceptwriter.outline.blocks import Container as Container
from conceptwriter.outline.blocks import parse_within as parse_within

INDENT = "    "
FRONT_MATTER = "front_matter"
MARKUP = "markup"
MARKDOWN = "markdown"
PLAIN = "plain"


class BlockKind(StrEnum):
    """What a block is. A SECTION opens a section, a NOTE is only written, all others become paragraphs."""

    SECTION = "section"
    TEXT = "text"
    CODE = "code"
    HTML = "html"
    RULE = "rule"
    TABLE = "table"
    DEFINITION = "definition"
    HEADING = "heading"
    SOURCE = "source"
    NOTE = "note"


VERBATIM_KINDS = frozenset(
    {
        BlockKind.CODE,
        BlockKind.HTML,
        BlockKind.RULE,
        BlockKind.TABLE,
        BlockKind.DEFINITION,
        BlockKind.SOURCE,
    }
)


@dataclass(slots=True)
class Block:
    """One block of a file.

    ``lines``: for text and headings the lines between hard breaks, in which a line feed is a soft line end;
    for a verbatim block one string with its own line ends, without the last.
    """

    kind: BlockKind
    lines: list[str]
    attributes: dict[str, str] = field(default_factory=dict)
    level: int = 0
    is_as_read: bool = False
    """On export: whether its content is exactly as it was read."""
    language: str = ""
    """On export: the language that it is shown in (FLORES-200); empty for a note."""
    translates: bool = False
    """On export in two languages: whether it says in the other one what the block before it says."""
    is_note: bool = False
    """On a page: whether it is a writer's note."""

    @property
    def is_verbatim(self) -> bool:
        """Whether it contains anything other than sentences."""
        return self.kind in VERBATIM_KINDS
