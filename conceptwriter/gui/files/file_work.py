"""Slow file work: each function here runs on its own thread and touches no widget."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conceptwriter.bundles import resources_folder
from conceptwriter.editor.desk.view_state import VIEW_STATE, ViewState
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.printing.typesetter import Typesetter
from conceptwriter.interchange import (
    ExportOptions,
    UnwritableFile,
    check_writable,
    import_document,
    render,
    write_file,
)
from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.paper import PaperPage, paper_page
from conceptwriter.language import Segmenter
from conceptwriter.outline import ROOT, Document, Draft, Kind
from conceptwriter.outline.headings import TITLE
from conceptwriter.sat import splitter_named
from conceptwriter.spelling import add_document_word
from conceptwriter.storage import PROJECT_SUFFIX as PROJECT_SUFFIX  # the window asks here
from conceptwriter.storage import Project, Recovered, recover, recovered_path

if TYPE_CHECKING:
    from pathlib import Path

    from conceptwriter.outline import NodeId


@dataclass(frozen=True)
class ExportPlan:
    """What to write and where. `format` is a name of the interchange registry."""

    path: Path
    format: str
    options: ExportOptions
    paper: str = ""
    """Of pages: one of `printing.order.PAPERS`; empty: what is usual in this country."""


SAMPLE_LANGUAGE = "eng_Latn"
"""Given, for identifying it would be a third of the time of the very first start."""
_SAMPLE_WORDS = ("Harbour", "harbour")
"""Right in British English only; no first page has its own title marked as a mistake."""


def sample_source() -> Path:
    """The Markdown file the sample document is made from."""
    return resources_folder() / "samples" / "harbour.md"


def new_project(path: Path, language: str, title: str = "") -> Project:
    """A project with a title line and one paragraph to write in, both empty. Raises StorageError."""
    start = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT)])
    title_line = Draft(Kind.SECTION, children=[start], attributes={TITLE: "1"})
    root = Draft(
        Kind.SECTION, title, language, [title_line], language=language, attributes={MARKUP: MARKDOWN}
    )
    return Project.create(path, Document.from_draft(root, language))


def imported_project(
    source: Path, target: Path, language: str | None = None, splitter: str = "rules"
) -> Project:
    """A new project with the text of a file.

    Raises what interchange and storage raise, and BundleError if the splitter is not installed.
    """
    with splitter_named(splitter) as chosen:
        document = import_document(source, language=language, segmenter=Segmenter(splitter=chosen))
    made, _ = Project.write(target, document)
    return Project.open(made)  # by now the imported document has left memory


def sample_project(folder: Path) -> Project:
    """The sample as the user's own project: the existing one, or a new one under a free name."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"Harbour{PROJECT_SUFFIX}"
    if target.exists():
        return Project.open(target)
    document = import_document(sample_source(), language=SAMPLE_LANGUAGE, segmenter=Segmenter())
    for word in _SAMPLE_WORDS:
        document.apply(add_document_word(document, SAMPLE_LANGUAGE, word))
    document.history.done.clear()  # the user has done nothing yet
    made, _ = Project.write(target, document)
    project = Project.open(made)
    place = sample_place(project.document)
    begun = ViewState(current=place, caret=len(project.document.text(place)))
    project.settings[VIEW_STATE] = begun.to_setting()
    return project


def sample_place(document: Document) -> NodeId:
    """Caret position in a fresh sample: at the end of the first scene, where a first try works."""
    (title,) = document.children(ROOT)
    _how_to, scene, *_others = document.children(title)
    return list(document.concepts(scene))[-1]


def recovered_project(damaged: Path) -> tuple[Project, Recovered]:
    """The readable part of a damaged project, as a new one next to it with a free name. StorageError."""
    found = recover(damaged, free_name(recovered_path(damaged)))
    return Project.open(found.path), found


def free_name(path: Path) -> Path:
    """The path itself, or with a number if it is taken."""
    candidate, number = path, 2
    while os.path.lexists(candidate):
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return candidate


def export_project(plan: ExportPlan, project: Path, typesetter: Typesetter | None = None) -> tuple[str, ...]:
    """Write a document in a format from its file; the warnings of the format."""
    copy = Project.open(project, read_only=True)
    try:
        return export_document(plan, copy.document, project, typesetter)
    finally:
        copy.close()


def export_document(
    plan: ExportPlan, document: Document, project: Path, typesetter: Typesetter | None = None
) -> tuple[str, ...]:
    """Write a document in a format; the warnings of the format.

    Raises InterchangeError, and what the typesetter raises.
    """
    check_text_target(plan.path)
    typeset = (typesetter or Typesetter(plan.paper)).pdf
    rendered = render(document, plan.format, replace(plan.options, project=project, typeset=typeset))
    write_file(plan.path, rendered.content)
    return rendered.warnings


def page_of_project(project: Path, options: ExportOptions) -> PaperPage:
    """A document for paper, from its file."""
    copy = Project.open(project, read_only=True)
    try:
        return paper_page(copy.document, replace(options, project=project))
    finally:
        copy.close()


def write_page(path: Path, page: PaperPage, typesetter: Typesetter) -> tuple[str, ...]:
    """Write a document for paper as a PDF file; what a reader will miss."""
    check_text_target(path)
    write_file(path, typesetter.pdf(page))
    return page.warnings


def check_text_target(path: Path) -> None:
    """Raise UnwritableFile unless a text may be written there; a pipe would block the window."""
    if path.suffix.lower() == PROJECT_SUFFIX:
        raise UnwritableFile(f"{path} has the extension of a document. Choose another extension.")
    if path.exists() and not path.is_file():
        raise UnwritableFile(f"{path} is a folder, a pipe or a device. Choose a file name.")
    check_writable(path)


def languages_in(document: Document, most: int = 5000) -> list[str]:
    """Languages in which part of the document is written or shown, the output language first."""
    found: dict[str, None] = {document.effective_language(ROOT): None}
    for seen, node in enumerate(document.subtree(ROOT)):
        if seen >= most:
            break
        here = document.node(node)
        if here.language is not None:
            found[here.language] = None
        for code in here.renditions:
            found[code] = None
    return list(found)


def readable_error(error: Exception) -> str:
    """The message of an error for the user; an unexpected one is named."""
    if isinstance(error, ConceptWriterError):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    return f"{type(error).__name__}: {error}"
