"""Whether a file obeys the core of XLIFF 2: all its rules, checked in one pass."""

from __future__ import annotations

from conceptwriter.interchange.xliff.code_rules import code_problems
from conceptwriter.interchange.xliff.errors import InvalidXliff, Problem
from conceptwriter.interchange.xliff.reference_rules import annotation_problems
from conceptwriter.interchange.xliff.structure_rules import structure_problems
from conceptwriter.interchange.xliff.xml_tree import Element, XmlFile


def problems_of(root: Element) -> list[Problem]:
    """Every violation in a document of XLIFF 2, in the order of its lines."""
    found = list(structure_problems(root))
    for file in root.named("file"):
        units = [
            element
            for element in file.walk()
            if element.name == "unit" and element.namespace == root.namespace
        ]
        ids = frozenset(unit.attributes.get("id", "") for unit in units)
        for unit in units:
            found += code_problems(unit, ids)
            found += annotation_problems(unit)
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line)


def check(file: XmlFile) -> None:
    """Raise InvalidXliff, with the file, the line and the reason, if a document of XLIFF 2 breaks a rule."""
    found = problems_of(file.root)
    if found:
        raise InvalidXliff(file.name, found)
