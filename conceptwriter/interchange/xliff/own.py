"""How a document is written to a new XLIFF file so that it can be read back as the same document.

Everything a translator needs is in the core of XLIFF. What only ConceptWriter needs is in the Metadata
module, in groups of the category ``conceptwriter`` (of a file, group or unit) and ``conceptwriter:s1`` (of
the segment ``s1``): the attributes of nodes under their names, and these fields:

``:locked``, ``:status``, ``:language``
    Those of the node.

Sections are groups of the type ``cw:section``, whose heading is the first unit, ``cw:heading``. The note
of a sentence is a note of its unit whose category is the segment's id. A machine's text is ``initial``
with the sub-state ``cw:machine``.

A remark that a person has dismissed is in the metadata, as an attribute, and for other readers a note of the
category ``cw:dismissed``: "s1: numbers: a dozen". Those notes are not read back.
"""

from __future__ import annotations

from conceptwriter.interchange.as_written import WRITTEN, WRITTEN_AFTER, WRITTEN_LINES, WRITTEN_OF
from conceptwriter.interchange.xliff.stored import ENCODING, PLACE, SKELETON
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.outline.confidence import confidence_key
from conceptwriter.outline.remarks import remarks_key
from conceptwriter.outline.translated_by import translated_by_key

CATEGORY = "conceptwriter"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
LOCKED, STATUS, LANGUAGE = ":locked", ":status", ":language"
SECTION, HEADING, PARAGRAPH = "cw:section", "cw:heading", "cw:paragraph"
MACHINE = "cw:machine"
DISMISSED = "cw:dismissed"

_LEFT_OUT = frozenset({WRITTEN, WRITTEN_AFTER, WRITTEN_LINES, WRITTEN_OF, ENCODING, PLACE, SKELETON})
_OF_A_MACHINE = (remarks_key(""), translated_by_key(""), confidence_key(""))


def is_kept(attribute: str) -> bool:
    """Whether an attribute of a node goes into the file: no layout of other files, nothing of a machine."""
    return attribute not in _LEFT_OUT and not attribute.startswith(_OF_A_MACHINE)


def metadata_of(element: Element, segment: str = "") -> dict[str, str] | None:
    """What a file, group or unit (or a segment of it) says for ConceptWriter; None if it says nothing."""
    wanted = f"{CATEGORY}:{segment}" if segment else CATEGORY
    for child in element.children:
        if child.namespace == METADATA and child.name == "metadata":
            for group in child.named("metaGroup"):
                if group.attributes.get("category") == wanted:
                    return {
                        meta.attributes.get("type", ""): characters_of(meta) for meta in group.named("meta")
                    }
    return None


def characters_of(element: Element) -> str:
    """The text of an element in which characters that XML cannot hold are written as <cp>."""
    return "".join(
        part if isinstance(part, str) else chr(int(part.attributes.get("hex", "FFFD"), 16))
        for part in element.content
        if isinstance(part, str) or part.name == "cp"
    )
