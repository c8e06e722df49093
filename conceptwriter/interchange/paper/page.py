"""The manuscript as one long page of the HTML that a typesetter understands.

In two languages, source and translation stand side by side, paragraph by paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from html import escape

from conceptwriter.interchange.blocks import (
    MARKDOWN,
    MARKUP,
    WITHIN,
    Block,
    BlockKind,
    Container,
    parse_within,
)
from conceptwriter.interchange.footnotes import without_notes
from conceptwriter.interchange.front_matter import authors_of
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.interchange.pages.body import PageBody, PageRules
from conceptwriter.interchange.pages.pictures import Picture, Pictures
from conceptwriter.interchange.spans import link_definitions
from conceptwriter.language import find_language
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.xml_events import fit_for_xml


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What is to be laid out."""

    html: str
    """Of the body; pictures are named as in ``pictures``."""
    title: str
    authors: tuple[str, ...]
    tag: str
    """BCP 47 tag of the language."""
    is_right_to_left: bool
    pictures: dict[str, Picture] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    """What a reader will miss."""


def paper_page(document: Document, options: ExportOptions) -> PaperPage:
    """The manuscript for paper."""
    manuscript = Manuscript(document, options)
    code = options.language or document.effective_language(ROOT)
    language = find_language(code)
    blocks, notes = without_notes(manuscript.blocks())
    pictures = Pictures(None if options.project is None else options.project.parent)
    shelf: dict[str, Picture] = {}

    def picture(address: str) -> str | None:
        found = pictures.find(address)
        if found is None:
            return None
        name = f"{sha256(found.data).hexdigest()[:16]}.{found.extension}"
        shelf[name] = found
        return name

    has_marks = document.root.attributes.get(MARKUP, MARKDOWN) == MARKDOWN
    rules = PageRules(code, picture, is_paper=True, tag=partial(language_tag, document))
    blocks, definitions = link_definitions(blocks)
    body = PageBody(rules, notes, has_marks=has_marks, definitions=definitions)
    if options.bilingual:
        html = _side_by_side(body, blocks)
    else:
        (part,) = body.parts(blocks, in_chapters=False)
        html = part.html
    return PaperPage(
        html=html,
        title=" ".join(fit_for_xml(document.text(ROOT, code)).split()),
        authors=tuple(authors_of(document)),
        tag=rules.tag(code),
        is_right_to_left=language.direction == "rtl",
        pictures=shelf,
        warnings=(*manuscript.warnings, *pictures.warnings()),
    )


def _side_by_side(body: PageBody, blocks: Sequence[Block]) -> str:
    """Tables of two columns; headings and what is the same in both languages go across the page."""
    out: list[str] = []
    rows: list[str] = []
    place = 0
    while place < len(blocks):
        block = blocks[place]
        second = blocks[place + 1] if place + 1 < len(blocks) and blocks[place + 1].translates else None
        place += 1 if second is None else 2
        if block.kind is BlockKind.SECTION:
            out += [*_table(rows), body.piece([block]), body.piece([second]) if second is not None else ""]
            rows = []
        elif second is None:
            out += [*_table(rows), body.piece([_alone(block)])]
            rows = []
        else:
            cells = (_cell(body, _alone(each)) for each in (block, second))
            rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return "".join([*out, *_table(rows), body.notes()])


def _table(rows: list[str]) -> list[str]:
    return (
        [f'<table class="bilingual" width="100%" cellpadding="4">\n{"".join(rows)}</table>\n'] if rows else []
    )


def _cell(body: PageBody, block: Block) -> str:
    language = find_language(block.language)
    tag, direction = escape(body.rules.tag(block.language)), language.direction
    return f'<td width="50%" lang="{tag}" dir="{direction}">{body.piece([block])}</td>'


def _alone(block: Block) -> Block:
    """The block by itself: only the innermost item that it opens keeps its mark."""
    steps = parse_within(block.attributes.get(WITHIN, ""))
    own = [step for step in steps[-1:] if not step.continues or step.is_quote or block.translates]
    attributes = {key: value for key, value in block.attributes.items() if key != WITHIN}
    if own:
        attributes[WITHIN] = str(Container(own[0].mark))
    return Block(block.kind, block.lines, attributes, block.level, language=block.language)
