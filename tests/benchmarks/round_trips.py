"""Does every file of a folder come back as it was, and with other texts as a file of the same structure?

    python -m tests.benchmarks.round_trips FOLDER... [--only .docx .po] [--write FOLDER]

For test suites of other programs and clients' files, read where they lie. Each file is imported and given
back without changes (equal: the same bytes; running text: a text that reads the same again), then with every
text translated (equal: everything but the texts). `--write` keeps the translated files, to be opened
elsewhere; PO files are checked with `msgfmt` where gettext is installed. `--format markdown`: all files are
of this format, whatever their names. Exits with 1 if anything crashed or came back unequal; what is refused
is listed with its reason, to be read.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import shutil
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from conceptwriter.errors import ConceptWriterError
from conceptwriter.interchange import ExportOptions, import_document
from conceptwriter.interchange.blocks import VERBATIM
from conceptwriter.interchange.registry import find_format, import_content, readable_extensions, render
from conceptwriter.memory.tmx_files import TmxFile
from conceptwriter.memory.tmx_writer import write_tmx
from conceptwriter.memory.unit import Unit
from conceptwriter.outline import ROOT, Document, Kind, NodeId
from conceptwriter.outline.edits import edit_text
from conceptwriter.outline.translatable import has_words
from tests.benchmarks.file_structure import differences

MARK = "Voici le texte : "
"""Before every text of a translated file, behind the mark of a note. French, as most files become."""
_LABEL = re.compile(r"(?:\[\^[^\]\s]+\]:[ \t]*)?")
OUTCOMES = ("equal", "refused", "unequal", "crashed")
SLOW = 10.0
"""Seconds from which a file is named."""


@dataclass(slots=True)
class Result:
    """What became of one file."""

    path: Path
    outcome: str = "equal"
    why: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def unequal(self, why: str) -> None:
        """Note a difference."""
        self.outcome = "unequal"
        self.why.append(why)


class Trip:
    """One file, there and back."""

    def __init__(self, path: Path, format_name: str, write: Path | None) -> None:
        self.result = Result(path)
        self._format = find_format(format_name)
        self._write = write

    def run(self) -> Result:
        """Try it; no error of the program gets out."""
        begun = perf_counter()
        try:
            self._go()
        except ConceptWriterError as error:
            self.result.outcome = "refused"
            self.result.why.append(str(error))
        except Exception:  # noqa: BLE001 - each is counted, and shown
            self.result.outcome = "crashed"
            self.result.why.append(traceback.format_exc())
        self.result.seconds = perf_counter() - begun
        return self.result

    def _go(self) -> None:
        document = import_document(self.result.path, self._format.name)
        if not self._format.can_export:
            return
        try:
            if self._format.made(document):
                self._there_and_back(document)
            else:
                self._reads_the_same(document)
        except ConceptWriterError:  # what can be read can be written
            self.result.unequal(f"refused when written: {traceback.format_exc()}")

    def _reads_the_same(self, document: Document) -> None:
        """Running text, of which nothing is kept."""
        text = render(document, self._format.name).content
        again = import_content(text, self._format.name, document.root.source_language, name="the export")
        if texts(again) != texts(document):
            self.result.unequal("the texts differ when the export is read")

    def _there_and_back(self, document: Document) -> None:
        before = self.result.path.read_bytes()
        for language in dict.fromkeys((None, document.root.language)):
            found = render(document, self._format.name, ExportOptions(language))
            if found.content != before:
                self.result.unequal(f"unchanged, in {language or 'the language shown'}: other bytes")
            if found.warnings:
                self.result.why.append(f"unchanged: {found.warnings}")
        target = document.root.language or document.root.source_language
        if target == document.root.source_language:
            target = "fra_Latn" if document.root.source_language != "fra_Latn" else "deu_Latn"
        count = 0
        for node in document.descendants(ROOT):
            if self._is_to_translate(document, node):
                said = document.source_text(node)
                count += 1
                label = len(_LABEL.match(said)[0])  # type: ignore[index]  # it matches nothing, too
                document.apply(edit_text(document, node, said[:label] + MARK + said[label:], target))
        found = render(document, self._format.name, ExportOptions(target))
        self._check_translated(before, found.content, target, count)
        if found.warnings:
            self.result.why.append(f"translated: {found.warnings}")

    def _is_to_translate(self, document: Document, node: NodeId) -> bool:
        here = document.node(node)
        has_text = here.kind is not Kind.PARAGRAPH and has_words(document.source_text(node))
        return has_text and VERBATIM not in here.attributes and not document.is_locked(node)

    def _check_translated(self, before: bytes, after: bytes, target: str, count: int) -> None:
        path = self.result.path
        extension = self._format.extensions[0]
        if unequal := differences(before, after, extension):
            self.result.unequal(f"translated: other {', '.join(unequal)}")
        again = import_content(after, self._format.name, name="the translated file")
        languages = (target, again.root.source_language, again.root.language)
        marked = sum(
            any(MARK.strip() in said for said in (again.text(node, language) for language in languages))
            for node in again.descendants(ROOT)
            if again.node(node).kind is not Kind.PARAGRAPH
        )
        if marked < count:
            self.result.why.append(
                f"of {count:,} translated texts, {marked:,} are read again as texts of their own"
            )
        if self._write is not None:
            name = f"{hashlib.sha256(before).hexdigest()[:8]}-{path.stem}{extension}"
            (self._write / name).write_bytes(after)
        if extension == ".po" and (said := said_by_gettext(after)) and not said_by_gettext(before):
            self.result.unequal(f"translated: msgfmt says {said}")


class MemoryTrip(Trip):
    """A TMX file: its units, written and read again."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "text", None)

    def _go(self) -> None:
        units = list(TmxFile(self.result.path).units())
        if not units:
            self.result.why.append("no unit in two known languages")
        stream = io.StringIO()
        write_tmx(stream, units, units[0].source_language if units else None)
        again = read_units(stream.getvalue())
        if Counter(map(repr, again)) != Counter(map(repr, units)):
            self.result.unequal("other units when the file that was written is read")


def read_units(text: str) -> list[Unit]:
    """The units of a TMX text."""
    from conceptwriter.memory.tmx_reader import TmxReader
    from conceptwriter.memory.tmx_units import Wanted, units_of

    reader = TmxReader(io.BytesIO(text.encode()), "the export")
    return [unit for tmx in reader.units() for unit in units_of(tmx, reader.header, Wanted())]


def texts(document: Document) -> list[str]:
    """Those of its headings and concepts, in reading order."""
    return [document.source_text(node) for node in document.descendants(ROOT) if document.source_text(node)]


def said_by_gettext(data: bytes) -> str:
    """What `msgfmt` finds wrong; empty where it is not installed.

    It is not asked for placeholders: a form that is for one thing may have none, yet serve for 21 as well.
    """
    if shutil.which("msgfmt") is None:
        return ""
    done = subprocess.run(
        ["msgfmt", "--check-header", "--check-domain", "-o", "-", "-"],
        input=data,
        capture_output=True,
        check=False,
    )
    return done.stderr.decode(errors="replace").strip() if done.returncode else ""


def trips(
    folders: list[Path], only: list[str], format_name: str | None, write: Path | None, *, distinct: bool
) -> Iterator[Trip]:
    """One for every file, or (`distinct`) for every content that is there."""
    known: set[bytes] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            extension = path.suffix.lower()
            if not path.is_file() or (only and extension not in only):
                continue
            if not (format_name or extension in {*readable_extensions(), ".tmx"}):
                continue
            content = hashlib.sha256(path.read_bytes() + extension.encode()).digest()
            if content not in known or not distinct:
                known.add(content)
                is_memory = extension == ".tmx" and not format_name
                yield MemoryTrip(path) if is_memory else Trip(path, format_name or extension, write)


def tell(line: str) -> None:
    """Write a line for the user."""
    sys.stdout.write(f"{line}\n")


def main(arguments: list[str]) -> int:
    """Try the files, tell what came of them; 1 if something crashed or is unequal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--format", help="of all files, whatever their extension")
    parser.add_argument("--only", nargs="*", default=[], metavar=".EXTENSION")
    parser.add_argument("--distinct", action="store_true", help="try files of equal content once")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="for the translated files")
    parser.add_argument("--notes", action="store_true", help="tell also what is worth a look in equal files")
    said = parser.parse_args(arguments)
    if said.write:
        said.write.mkdir(parents=True, exist_ok=True)
    counts: dict[str, Counter[str]] = {}
    for trip in trips(said.folders, said.only, said.format, said.write, distinct=said.distinct):
        result = trip.run()
        counts.setdefault(result.path.suffix.lower(), Counter())[result.outcome] += 1
        if result.seconds > SLOW:
            result.why.append(f"{result.seconds:.0f} seconds")
        if result.outcome != "equal" or (said.notes and result.why):
            tell(f"{result.outcome}: {result.path}")
            for line in result.why:
                tell(f"    {line}".rstrip().replace("\n", "\n    "))
    tell("\n| files | number | " + " | ".join(OUTCOMES) + " |")
    tell("| --- " * (len(OUTCOMES) + 2) + "|")
    for extension, count in sorted(counts.items()):
        tell(
            f"| {extension} | {count.total():,} | " + " | ".join(f"{count[one]:,}" for one in OUTCOMES) + " |"
        )
    return int(any(count["crashed"] or count["unequal"] for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
