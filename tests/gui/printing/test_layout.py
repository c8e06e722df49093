"""Pages as Qt lays them out: nothing is lost, no heading stands alone, no file is read that was not named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QPagedPaintDevice, QPageSize, QTextDocument
from PySide6.QtWidgets import QApplication

from conceptwriter.gui.printing import layout, sheets
from conceptwriter.gui.printing.devices import device_for, paper_size
from conceptwriter.gui.printing.fonts import families_for
from conceptwriter.gui.printing.order import MARGIN_MM, Order, PrinterChoice
from conceptwriter.interchange import ExportOptions
from conceptwriter.interchange.paper import paper_page
from conceptwriter.interchange.spans import spans_of
from conceptwriter.outline import ROOT, Document, Kind
from tests.interchange.outlines import SLOW, documents

WORDS = "The boats came home before sunrise with their lamps still burning. " * 4


def order(html: str, folder: Path, pictures: tuple[str, ...] = (), paper: str = "A5") -> Order:
    return Order(
        html, "Title", "Ann", "en", False, str(folder), pictures, paper=paper, pdf=str(folder / "out.pdf")
    )


def laid_out(given: Order) -> tuple[QTextDocument, QPagedPaintDevice]:
    device, _ = device_for(given)
    return layout.lay_out(given, device), device


def story(parts: int) -> str:
    texts = (f"<p>{WORDS}</p>" * (part % 3 + 1) + "<p>Short.</p>" * (part % 7) for part in range(parts))
    return "".join(f"<h2>Part {part}</h2>{text}" for part, text in enumerate(texts))


def test_no_heading_stands_alone_at_the_end_of_a_page(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alone(document: QTextDocument) -> list[str]:
        found = []
        block = document.begin()
        while block.isValid():
            following = block.next()
            if block.blockFormat().headingLevel() and following.isValid():
                pages = layout.page_of(document, block), layout.page_of(document, following)
                found += [block.text()] * (pages[0] != pages[1])
            block = following
        return found

    given = order(story(60), tmp_path)
    document, _ = laid_out(given)
    assert document.pageCount() > 20
    assert alone(document) == []
    monkeypatch.setattr(layout, "keep_headings", lambda _document: None)
    assert alone(laid_out(given)[0]), "else this test shows nothing"


def test_headings_in_a_row_stay_together(qapp: QApplication, tmp_path: Path) -> None:
    document, _ = laid_out(order("<h1>A</h1><h2>B</h2><h3>C</h3>", tmp_path))
    assert document.pageCount() == 1
    html = "".join(f"<h1>A{n}</h1><h2>B{n}</h2><p>{WORDS * 2}</p>" for n in range(30))
    document, _ = laid_out(order(html, tmp_path))
    block = document.begin()
    while block.isValid():
        if block.text().startswith("A"):
            pages = {layout.page_of(document, one) for one in (block, block.next(), block.next().next())}
            assert len(pages) == 1
        block = block.next()


def test_every_line_has_one_place_and_is_drawn_there(qapp: QApplication, tmp_path: Path) -> None:
    given = order(story(60), tmp_path)
    document, device = laid_out(given)
    size = document.pageSize()
    assert (size.width(), size.height()) == (int(size.width()), int(size.height())), "else lines drift"
    before = sheets._lines_before_pages(document)
    assert before
    for number, lines in before.items():
        for line in lines:
            with sheets._out_of_the_way([line]):
                assert line.y() < -1000
            assert 0 <= line.y() < document.pageSize().height()
        assert 2 <= number <= document.pageCount()
    height = document.pageSize().height()
    block = document.begin()
    while block.isValid():
        top = document.documentLayout().blockBoundingRect(block).top()
        for place in range(block.layout().lineCount()):
            line = block.layout().lineAt(place)
            first = layout.page_at(document, top + line.y())
            assert top + line.y() + line.height() <= (first + 1) * height + 1, "no line is cut"
        block = block.next()
    told: list[tuple[int, int]] = []
    sheets.draw_sheets(document, device, given, (0, 0), lambda done, total: told.append((done, total)))
    count = document.pageCount()
    assert told == [(number, count) for number in range(1, count + 1)]
    assert Path(given.pdf).read_bytes().count(b"/Type /Page\n") == count


def test_some_of_the_pages_are_drawn(qapp: QApplication, tmp_path: Path) -> None:
    given = order(story(20), tmp_path)
    document, device = laid_out(given)
    sheets.draw_sheets(document, device, given, (2, 3), lambda _done, _total: None)
    assert Path(given.pdf).read_bytes().count(b"/Type /Page\n") == 2


def test_text_without_a_place_is_not_left_out_silently(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, _ = laid_out(order("<p>One.</p><p>Two.</p>", tmp_path))
    layout._check_whole(document)
    document.lastBlock().layout().clearLayout()
    with pytest.raises(RuntimeError, match="no place was found for “Two"):
        layout._check_whole(document)


def test_a_picture_is_made_to_fit_and_no_other_file_is_read(qapp: QApplication, tmp_path: Path) -> None:
    picture = QImage(3000, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    for name in ("wide.png", "secret.png"):
        assert picture.save(str(tmp_path / name))
    html = '<p><img src="wide.png" alt="x" /></p><p><img src="secret.png" alt="y" /></p>'
    document, _ = laid_out(order(html, tmp_path, ("wide.png",)))
    resource = QTextDocument.ResourceType.ImageResource
    assert not document.resource(resource, QUrl("wide.png")).isNull()
    assert document.resource(resource, QUrl("secret.png")).isNull()
    fragment = document.begin().begin().fragment().charFormat().toImageFormat()
    assert fragment.width() <= document.pageSize().width()
    assert fragment.height() == pytest.approx(fragment.width() / 10)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_file_that_cannot_be_written_is_an_error(qapp: QApplication, tmp_path: Path) -> None:
    given = order("<p>One.</p>", tmp_path / "none")
    document, device = laid_out(given)
    with pytest.raises(OSError, match="cannot be opened"):
        sheets.draw_sheets(document, device, given, (0, 0), lambda _done, _total: None)


@pytest.mark.parametrize(
    ("name", "locale", "size"),
    [
        ("", "en_US", QPageSize.PageSizeId.Letter),
        ("", "es_MX", QPageSize.PageSizeId.Letter),
        ("", "en_GB", QPageSize.PageSizeId.A4),
        ("", "C", QPageSize.PageSizeId.A4),
        ("A5", "en_US", QPageSize.PageSizeId.A5),
        ("unknown", "de_DE", QPageSize.PageSizeId.A4),
    ],
)
def test_paper_is_that_of_the_country(name: str, locale: str, size: QPageSize.PageSizeId) -> None:
    assert paper_size(name, locale).id() == size


def test_what_was_chosen_for_a_printer_comes_through(qapp: QApplication, tmp_path: Path) -> None:
    from conceptwriter.gui.printing.printers import choice_of, page_layout, printer_for

    choice = PrinterChoice(
        name="",
        file=str(tmp_path / "out.pdf"),
        copies=3,
        collates=False,
        in_colour=False,
        duplex=2,
        paper_mm=(148.0, 210.0),
        is_landscape=True,
        margins_mm=(30.0, MARGIN_MM, 25.0, 40.0),
    )
    found = choice_of(printer_for(choice, "Title"))
    assert found.paper_mm == pytest.approx(choice.paper_mm, abs=0.3)
    assert found.margins_mm == pytest.approx(choice.margins_mm, abs=0.3)
    kept = ("name", "file", "copies", "collates", "in_colour", "is_landscape", "first_page", "last_page")
    assert [getattr(found, name) for name in kept] == [getattr(choice, name) for name in kept]
    assert page_layout(PrinterChoice("x")) is None


def test_an_order_comes_through_as_data() -> None:
    given = Order(
        "<p>", "T", "A", "ar", True, "/f", ("a.png",), printer=PrinterChoice("p", paper_mm=(1.0, 2.0))
    )
    assert Order.from_data(given.to_data()) == given
    assert Order.from_data(Order("", "", "", "", False, "").to_data()).printer is None


def test_fonts_have_the_shapes_of_the_language() -> None:
    assert "Noto Serif CJK JP" in families_for("ja")
    assert "Noto Serif CJK TC" in families_for("zh-Hant")
    assert "Noto Serif Devanagari" in families_for("hi")
    assert families_for("xx-none") == families_for("en")


@settings(suppress_health_check=SLOW, max_examples=25)
@given(documents(), st.booleans())
def test_any_document_is_laid_out_and_no_letter_is_lost(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, document: Document, bilingual: bool
) -> None:
    page = paper_page(document, ExportOptions(bilingual=bilingual))
    laid, _ = laid_out(order(page.html, tmp_path_factory.getbasetemp()))
    shown = "".join(laid.toPlainText().split())
    for node in document.descendants(ROOT):
        here = document.node(node)
        if here.kind is not Kind.PARAGRAPH and "verbatim" not in here.attributes:
            said = "".join(span.text for span in spans_of(document.source_text(node)))
            assert set("".join(said.split())) <= set(shown)
