"""Having pages laid out by another process: what is asked of it, how far it is, and how it is stopped."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conceptwriter.child_process import module_command, module_environment
from conceptwriter.errors import ConceptWriterError, JobCancelled
from conceptwriter.gui.printing.order import Order, PrinterChoice
from conceptwriter.interchange import write_file
from conceptwriter.interchange.paper import Bookmark, PaperPage, completed

Report = Callable[[int, int], object]
"""Called with pages done and pages in all; 0 in all while they are laid out."""

_MODULE = "conceptwriter.gui.printing.press"


class TypesettingFailed(ConceptWriterError):
    """The pages could not be made; nothing was written."""


class Typesetter:
    """Lays out one page after another. `stop` may be called from any thread."""

    def __init__(self, paper: str = "") -> None:
        self._paper = paper
        self.report: Report = lambda _done, _total: None
        self._process: subprocess.Popen[str] | None = None
        self._is_stopped = False
        self._bookmarks: list[Bookmark] = []
        self._lock = threading.Lock()

    def stop(self) -> None:
        """End the work at once; it then raises JobCancelled."""
        with self._lock:
            self._is_stopped = True
            if self._process is not None:
                self._process.kill()

    def pdf(self, page: PaperPage) -> bytes:
        """The pages as a PDF file. Raises TypesettingFailed and JobCancelled."""
        with tempfile.TemporaryDirectory(prefix="conceptwriter-") as folder:
            target = Path(folder) / "pages.pdf"
            self._run(_order(page, folder, self._paper, pdf=str(target)))
            return self._finished(page, target)

    def _finished(self, page: PaperPage, target: Path) -> bytes:
        """The file that was written, with its language and its bookmarks."""
        try:
            pdf = target.read_bytes()
        except OSError as error:
            raise TypesettingFailed(f"The pages were not written ({error.strerror}).") from error
        return completed(pdf, page.tag, self._bookmarks)

    def print(self, page: PaperPage, printer: PrinterChoice) -> None:
        """Send the pages to a printer, or write the file that was chosen instead, all of it or nothing.

        Raises TypesettingFailed, JobCancelled and UnwritableFile.
        """
        with tempfile.TemporaryDirectory(prefix="conceptwriter-") as folder:
            target = Path(folder) / "pages.pdf"
            chosen = replace(printer, file=str(target)) if printer.file else printer
            self._run(_order(page, folder, self._paper, printer=chosen))
            if printer.file:
                write_file(Path(printer.file), self._finished(page, target))

    def _run(self, order: Order) -> None:
        with self._lock:
            if self._is_stopped:
                raise JobCancelled
            self._process = subprocess.Popen(
                module_command(_MODULE),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=module_environment({"PYTHONIOENCODING": "utf-8"}),
            )
        with self._process as process:
            try:
                self._follow(process, order)
            finally:
                process.kill()  # the report may have raised

    def _follow(self, process: subprocess.Popen[str], order: Order) -> None:
        said: list[str] = []
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        listener = threading.Thread(target=said.extend, args=(process.stderr,), name="what a process says")
        listener.start()
        failure = ""
        try:
            try:
                json.dump(order.to_data(), process.stdin)
                process.stdin.close()
            except OSError:
                pass  # it ended already; why, is said below
            for line in process.stdout:
                news = json.loads(line)
                failure = news.get("failure", failure)
                if "headings" in news:
                    self._bookmarks = [Bookmark(*heading) for heading in news["headings"]]
                if "done" in news:
                    self.report(news["done"], news["total"])
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            listener.join()
        if self._is_stopped:
            raise JobCancelled
        if code or failure:
            reason = failure or next(
                (line.strip() for line in reversed(said) if line.strip()), f"code {code}"
            )
            raise TypesettingFailed(f"The pages could not be made: {reason.rstrip('.')}.")


def _order(
    page: PaperPage, folder: str, paper: str, *, pdf: str = "", printer: PrinterChoice | None = None
) -> Order:
    for name, picture in page.pictures.items():
        (Path(folder) / name).write_bytes(picture.data)
    return Order(
        html=page.html,
        title=page.title,
        author=", ".join(page.authors),
        tag=page.tag,
        is_right_to_left=page.is_right_to_left,
        folder=folder,
        pictures=tuple(page.pictures),
        paper=paper,
        pdf=pdf,
        printer=printer,
    )
