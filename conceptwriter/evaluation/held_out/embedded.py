"""Documents as sequences of items with their vectors: flat arrays that every epoch rearranges."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.evaluation.held_out.corpora import CorpusError, TrainingDocument
from conceptwriter.lcm.contract import ItemKind


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """One item of a document: its kind and text (empty for a break)."""

    kind: ItemKind
    text: str


def items_of(document: TrainingDocument, longest: int) -> list[DocumentItem]:
    """Title, headings, sentences and breaks in reading order.

    A sentence longer than ``longest`` characters is left out (the codec cannot carry it) and so is an empty
    paragraph; headings come before their paragraph, the title first unless it is a heading anyway.
    """
    headings: dict[int, list[str]] = {}
    for heading in document.headings:
        headings.setdefault(heading.before, []).append(heading.text)
    plan_texts = {heading.text.casefold() for heading in document.headings}
    items: list[DocumentItem] = []
    if document.title.casefold() not in plan_texts:
        items.append(DocumentItem(ItemKind.PLAN, document.title[:longest]))
    for number, paragraph in enumerate(document.paragraphs):
        items.extend(DocumentItem(ItemKind.PLAN, text[:longest]) for text in headings.get(number, []))
        sentences = [text for text in paragraph if text and len(text) <= longest]
        items.extend(DocumentItem(ItemKind.CONCEPT, text) for text in sentences)
        if sentences and number + 1 < len(document.paragraphs):
            items.append(DocumentItem(ItemKind.BREAK, ""))
    return items


def _nobody() -> npt.NDArray[np.float32]:
    return np.zeros(0, dtype=np.float32)


@dataclass(slots=True)
class EmbeddedDocuments:
    """Texts with their vectors and piece ids, and documents as sequences of texts.

    Texts are rows: row 0 is no text (what breaks and ends show), with the zero vector. Items point to rows.
    """

    vectors: npt.NDArray[np.float16]
    """(rows, d)"""
    ids: npt.NDArray[np.uint16]
    """Flat ``[tag] pieces [end]`` of all rows, for the token loss."""
    id_offsets: npt.NDArray[np.int64]
    """(rows + 1,) where each row's ids begin."""
    order: npt.NDArray[np.int64]
    """(items,) row of each item, in reading order."""
    kinds: npt.NDArray[np.uint8]
    """(items,) of :class:`conceptwriter.lcm.contract.ItemKind`; each document ends with END."""
    starts: npt.NDArray[np.int64]
    """(documents + 1,) where each document's items begin."""
    summaries: npt.NDArray[np.int64]
    """Flat rows of the human summary sentences."""
    summary_starts: npt.NDArray[np.int64]
    """(documents + 1,) where each document's summary begins."""
    fragility: npt.NDArray[np.float32] = field(default_factory=_nobody)
    """(rows,) how easily noise destroys each text, 0 to 1; or empty: not known."""

    def save(self, path: Path) -> None:
        """Write as ``.npz``."""
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @staticmethod
    def load(path: Path) -> EmbeddedDocuments:
        """Read what :meth:`save` wrote. Raises CorpusError when the file is something else."""
        wanted = [field.name for field in fields(EmbeddedDocuments)]
        with np.load(path) as stored:
            missing = sorted(set(wanted) - set(stored.files))
            if missing:
                raise CorpusError(
                    f"{path} has no embedded documents of this version (missing: {', '.join(missing)}). "
                    "Delete it to embed the documents again."
                )
            return EmbeddedDocuments(**{name: stored[name] for name in wanted})

    def sentences(self) -> npt.NDArray[np.float16]:
        """Vectors (n, d) of all texts, for fitting statistics."""
        return self.vectors[1:]
