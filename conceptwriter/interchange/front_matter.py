"""What the front matter of a Markdown file says of the whole: who wrote it."""

from __future__ import annotations

import re

from conceptwriter.interchange.blocks import FRONT_MATTER
from conceptwriter.outline import Document
from conceptwriter.xml_events import fit_for_xml

_AUTHOR = re.compile(r"""^authors?[ \t]*[:=][ \t]*(.+)$""", re.MULTILINE | re.IGNORECASE)
_LONGEST = 500


def authors_of(document: Document) -> list[str]:
    """The authors that YAML or TOML names on one line: a name, or several in brackets."""
    found = _AUTHOR.search(document.root.attributes.get(FRONT_MATTER, ""))
    if found is None:
        return []
    said = found.group(1).strip()[:_LONGEST]
    names = said[1:-1].split(",") if said.startswith("[") and said.endswith("]") else [said]
    return [name for part in names if (name := " ".join(fit_for_xml(part).strip(" \t\"'").split()))]
