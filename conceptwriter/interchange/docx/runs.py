"""Runs: stretches of text of one look."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from conceptwriter.xml_events import fit_for_xml

Xml = Any
STRONG = ("w:b", "w:bCs")
SLANTED = ("w:i", "w:iCs")
"""The second is for scripts written from right to left."""


def new_run(text: str, look: Xml, *, bold: bool, italic: bool) -> Xml:
    """A ``w:r`` of a text with line breaks and tabs; ``look``: its other properties (``w:rPr``), or None."""
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr") if look is None else deepcopy(look)
    place = 1 if len(properties) and properties[0].tag == qn("w:rStyle") else 0
    fonts = next((n for n, child in enumerate(properties) if child.tag == qn("w:rFonts")), None)
    place = place if fonts is None else fonts + 1
    for name in [*(STRONG if bold else ()), *(SLANTED if italic else ())]:
        properties.insert(place, OxmlElement(name))
        place += 1
    if len(properties):
        run.append(properties)
    for number, line in enumerate(fit_for_xml(text).split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        for part, piece in enumerate(line.split("\t")):
            if part:
                run.append(OxmlElement("w:tab"))
            if piece:
                said = OxmlElement("w:t")
                said.text = piece
                said.set(qn("xml:space"), "preserve")
                run.append(said)
    return run
