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

A file of XLIFF 1.2 says the same with groups and units of the types ``x-cw-section``, ``x-cw-heading``,
``x-cw-paragraph`` and ``x-cw-sentence``, and with properties (<prop>) of the group ``conceptwriter`` in place
of the metadata. Such a dismissal is a note *from* ``cw:dismissed``, and whose file it is says the id of the
tool.
"""

from __future__ import annotations

from conceptwriter.interchange.as_written import WRITTEN, WRITTEN_AFTER, WRITTEN_LINES, WRITTEN_OF
from conceptwriter.interchange.xliff.stored import ENCODING, PLACE, SKELETON
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.language import is_language_code
from conceptwriter.outline import Draft
from conceptwriter.outline.confidence import confidence_key
from conceptwriter.outline.remarks import remarks_key
from conceptwriter.outline.translated_by import translated_by_key

CATEGORY = "conceptwriter"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
LOCKED, STATUS, LANGUAGE = ":locked", ":status", ":language"
SECTION, HEADING, PARAGRAPH = "cw:section", "cw:heading", "cw:paragraph"
MACHINE = "cw:machine"
DISMISSED = "cw:dismissed"
SECTION_1_2, HEADING_1_2 = "x-cw-section", "x-cw-heading"
PARAGRAPH_1_2, SENTENCE_1_2 = "x-cw-paragraph", "x-cw-sentence"
TOOL = "conceptwriter"

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


def properties_of(element: Element | None) -> dict[str, str]:
    """What an element of XLIFF 1.2 says for ConceptWriter."""
    groups = element.named("prop-group") if element is not None else iter(())
    own = [group for group in groups if group.attributes.get("name") == CATEGORY]
    return {prop.attributes.get("prop-type", ""): prop.text for group in own for prop in group.named("prop")}


def characters_of(element: Element) -> str:
    """The text of an element in which characters that XML cannot hold are written as <cp>."""
    return "".join(
        part if isinstance(part, str) else chr(int(part.attributes.get("hex", "FFFD"), 16))
        for part in element.content
        if isinstance(part, str) or part.name == "cp"
    )


def describe(draft: Draft, said: dict[str, str]) -> None:
    """Give a draft what the metadata of its element say."""
    draft.locked = LOCKED in said
    draft.status = said.get(STATUS, "")
    language = said.get(LANGUAGE, "")
    draft.language = language if is_language_code(language) else None
    draft.attributes |= {key: value for key, value in said.items() if key and not key.startswith(":")}
