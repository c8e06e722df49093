"""What the process that lays out pages is told, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

PAPERS = ("A4", "Letter", "A5", "Legal")
"""Sizes to choose from, by their names in Qt."""
MARGIN_MM = 22.0


@dataclass(frozen=True)
class PrinterChoice:
    """A printer, and what was chosen in the system's dialog."""

    name: str
    file: str = ""
    """Print into this PDF file instead."""
    copies: int = 1
    collates: bool = True
    first_page: int = 0
    """0: all pages."""
    last_page: int = 0
    in_colour: bool = True
    duplex: int = 0
    """Value of QPrinter.DuplexMode."""
    paper_mm: tuple[float, float] = (0.0, 0.0)
    """Width and height upright; zero: as the printer has it."""
    is_landscape: bool = False
    margins_mm: tuple[float, float, float, float] = (MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    """Left, top, right, bottom."""


@dataclass(frozen=True)
class Order:
    """A page to be laid out, and what for."""

    html: str
    title: str
    author: str
    tag: str
    """BCP 47 tag of the language."""
    is_right_to_left: bool
    folder: str
    """Where its pictures lie."""
    pictures: tuple[str, ...] = ()
    """Their names; no other file is read."""
    paper: str = ""
    """One of PAPERS; empty: what is usual in this country."""
    pdf: str = ""
    """The file to write."""
    printer: PrinterChoice | None = field(default=None)
    """Where to print, if there is no file to write."""

    def to_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """From JSON."""
        printer = data["printer"]
        if printer is not None:
            sizes = {name: tuple(printer[name]) for name in ("paper_mm", "margins_mm")}
            printer = PrinterChoice(**{**printer, **sizes})
        return cls(**{**data, "printer": printer, "pictures": tuple(data["pictures"])})
