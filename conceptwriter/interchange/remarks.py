"""What exports say of what a file lacks, in the same words for every format."""

from __future__ import annotations

from dataclasses import dataclass, field

from conceptwriter.language import find_language


def counted(count: int, one: str, many: str, what: str) -> list[str]:
    """As "3 tags were left out."; nothing for none."""
    return [f"{count:,} {one if count == 1 else many} {what}"] if count else []


def untranslated(count: int, language: str | None, one: str = "text", many: str = "texts") -> list[str]:
    """How many texts are written in their source language; ``language``: FLORES-200."""
    name = "" if language is None else f"{find_language(language).english_name} "
    what = f"no {name}translation yet; the source text is used instead."
    return counted(count, f"{one} has", f"{many} have", what)


@dataclass(slots=True)
class Losses:
    """What could not be done as a word processor's file was given back."""

    missing: int = 0
    changes: int = 0
    objects: int = 0
    deleted: int = 0
    elsewhere: list[str] = field(default_factory=list)

    def warnings(self, language: str | None) -> tuple[str, ...]:
        """It as sentences; ``language``: FLORES-200, that of the texts."""
        said = [
            *untranslated(self.missing, language),
            *counted(
                self.changes,
                "paragraph had",
                "paragraphs had",
                "tracked changes, which are accepted in its new text.",
            ),
            *counted(
                self.objects, "object was", "objects were", "not in the text any more and put at its end."
            ),
            *counted(
                self.deleted,
                "paragraph is",
                "paragraphs are",
                "not in the document any more and was removed.",
            ),
        ]
        if self.elsewhere:
            said.append(
                f"Text in {', '.join(self.elsewhere)} is not part of the document and stays as it was."
            )
        return tuple(said)
