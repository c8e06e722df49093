"""The process that lays out pages: asked, followed, stopped, and failing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.errors import JobCancelled
from conceptwriter.gui.printing import typesetter as module
from conceptwriter.gui.printing.order import MARGIN_MM, PrinterChoice
from conceptwriter.gui.printing.typesetter import Typesetter, TypesettingFailed
from conceptwriter.interchange import ExportOptions, UnwritableFile, import_text, render
from conceptwriter.interchange.paper import PaperPage

PAGE = PaperPage("<h1>One</h1><p>Two.</p>" * 40, "A tïtle", ("Ann",), "en", False)


def test_pages_are_laid_out_elsewhere() -> None:
    typesetter = Typesetter("Letter")
    told: list[tuple[int, int]] = []
    typesetter.report = lambda done, total: told.append((done, total))
    found = typesetter.pdf(PAGE)
    assert found.startswith(b"%PDF-")
    assert "A tïtle".encode("utf-16-be") in found
    count = found.count(b"/Type /Page\n")
    assert count > 1
    assert told == [(0, 0), *((number, count) for number in range(1, count + 1))]
    assert b"/MediaBox [0 0 612" in found


def test_a_printer_that_writes_a_file(tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    Typesetter().print(PAGE, PrinterChoice("", file=str(target), first_page=2, last_page=2))
    assert target.read_bytes().count(b"/Type /Page\n") == 1
    assert b"/Lang (en)" in target.read_bytes()
    project = tmp_path / "mine.pdf"
    project.write_bytes(b"SQLite format 3\0")
    with pytest.raises(UnwritableFile, match="is a project file"):
        Typesetter().print(PAGE, PrinterChoice("", file=str(project)))
    assert project.read_bytes() == b"SQLite format 3\0"


def test_headings_are_bookmarks_where_they_stand() -> None:
    found = Typesetter("A4").pdf(PAGE)
    assert found.count(b"/Title <FEFF004F006E0065>\n/Parent ") == 40
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", found)
    assert kids is not None
    pages = [int(number) for number in re.findall(rb"(\d+) 0 R", kids[1])]
    places = [
        (int(page), float(top)) for page, top in re.findall(rb"/Dest \[(\d+) 0 R /XYZ null (\S+)", found)
    ]
    assert [page for page, _ in places] == sorted((page for page, _ in places), key=pages.index)
    assert {page for page, _ in places} == set(pages)
    margin = MARGIN_MM / 25.4 * 72
    assert places[0][1] == pytest.approx(842 - margin, abs=1)
    assert all(margin < top <= 842 - margin + 1 for _, top in places)


def test_a_part_of_the_pages_has_its_own_bookmarks(tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    Typesetter().print(PAGE, PrinterChoice("", file=str(target), first_page=2, last_page=2))
    found = target.read_bytes()
    (page,) = {int(number) for number in re.findall(rb"/Dest \[(\d+) 0 R", found)}
    assert b"\n%d 0 obj\n<<\n/Type /Page\n" % page in found
    assert 0 < found.count(b"/XYZ") < 40


def as_press(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let other code do the work of the process."""
    monkeypatch.setattr(module, "module_command", lambda _name: [sys.executable, "-c", code])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ('import sys; sys.stdin.read(); print(\'{"failure": "no ink"}\')', "could not be made: no ink."),
        ("raise ValueError('of some kind.')", "could not be made: ValueError: of some kind."),
        ("import sys; sys.exit(3)", "could not be made: code 3."),
        ("import sys; sys.stdin.read()", "The pages were not written"),
    ],
)
def test_what_goes_wrong_is_said(code: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    as_press(code, monkeypatch)
    with pytest.raises(TypesettingFailed, match=re.escape(message)):
        Typesetter().pdf(PAGE)


ENDLESS = 'import sys\nsys.stdin.read()\nwhile True: print(\'{"done": 0, "total": 0}\', flush=True)'


@pytest.mark.parametrize("moment", ["before", "during", "by the report"])
def test_the_work_is_stopped_at_once(moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    as_press(ENDLESS, monkeypatch)
    typesetter = Typesetter()

    def refuse(_done: int, _total: int) -> None:
        raise JobCancelled

    if moment == "before":
        typesetter.stop()
    reports: dict[str, Callable[[int, int], object]] = {
        "before": lambda _done, _total: None,
        "during": lambda _done, _total: typesetter.stop(),
        "by the report": refuse,
    }
    typesetter.report = reports[moment]
    with pytest.raises(JobCancelled):
        typesetter.pdf(PAGE)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_every_word_is_in_the_file_once(tmp_path: Path) -> None:
    """Read by another program."""
    source = "\n\n".join(
        f"## Part {n}\n\n{'Boats came. Nobody waited. ' * (n % 30)}\n\n- item\n" for n in range(60)
    )
    document = import_text(source, language="en")
    target = tmp_path / "out.pdf"
    target.write_bytes(render(document, "pdf", ExportOptions(typeset=Typesetter("A5").pdf)).content)
    command = ["pdftotext", str(target), "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [page.rstrip().rsplit("\n", 1) for page in said.split("\f")[:-1]]
    assert [number for _, number in pages] == [str(number) for number in range(1, len(pages) + 1)]
    words = re.findall(r"\w+", " ".join(text for text, _ in pages))
    assert words == re.findall(r"\w+", source)
