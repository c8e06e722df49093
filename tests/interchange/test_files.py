from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from conceptwriter.errors import ConceptWriterError
from conceptwriter.interchange import (
    UnknownFormat,
    UnreadableFile,
    UnwritableFile,
    decode_text,
    find_format,
    format_of_path,
    import_document,
    import_text,
    read_text_file,
    write_text_file,
)

TEXT = "Où ? 你好。\nمرحبا\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_the_usual_encodings_and_line_ends_are_understood(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_text_file(path) == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (codecs.BOM_UTF16_LE, "contains only blank lines"),
        ("\u3000\n".encode(), "contains only blank lines"),
        (b"PK\x03\x04\x00\x00", r"not a text file \(byte 4 is zero\)"),
        (b"one\ntwo \xe9t\xe9\n", "not valid UTF-8 \\(byte 8, line 2\\)"),
        (codecs.BOM_UTF8 + b"\xff", "byte 3, line 1"),
        (codecs.BOM_UTF32_LE + b"a\x00\x00\x00\n", "not valid UTF-32 \\(byte 8, line 1\\)"),
        (codecs.BOM_UTF32_BE + b"\x00\x00\x00a\n", "not valid UTF-32 \\(byte 8, line 1\\)"),
        (codecs.BOM_UTF16_BE + b"\x00a\x00\n\n", "not valid UTF-16 \\(byte 6, line 2\\)"),
        (codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"\x00", "not valid UTF-16 \\(byte 6, line 1\\)"),
    ],
)
def test_what_is_no_text_is_refused_with_file_and_place(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=message) as caught:
        import_document(path)
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, ConceptWriterError)


def test_missing_files_folders_and_odd_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        import_document(tmp_path / "none.md")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_text_file(tmp_path)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_text_file(tmp_path / "a\0b.md")


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.md"
    path.write_text("word " * 1000, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="larger than"):
        import_document(path, max_bytes=4999)
    assert import_document(path, max_bytes=5000)


def test_text_from_elsewhere_is_named_in_the_message() -> None:
    with pytest.raises(UnreadableFile, match="standard input is empty"):
        decode_text(b"", "standard input")
    with pytest.raises(UnreadableFile, match="The text is empty"):
        import_text(" \n ")


def test_formats_are_found_by_name_and_extension() -> None:
    assert (
        find_format("md")
        is find_format("Markdown")
        is find_format(".MD")
        is format_of_path(Path("x.MarkDown"))
    )
    assert find_format("txt").name == "text"
    assert all(known.can_import and known.can_export for known in (find_format("md"), find_format("txt")))
    with pytest.raises(UnknownFormat, match=r"'\.abw'"):
        import_document(Path("x.abw"))
    with pytest.raises(UnknownFormat, match="a name without extension"):
        format_of_path(Path("README"))


def test_a_format_may_be_named_against_the_extension(tmp_path: Path) -> None:
    path = tmp_path / "README"
    path.write_text("# A\n\nText.", encoding="utf-8")
    document = import_document(path, "md", "en")
    assert document.text(1) == "A"


def test_writing_replaces_the_file_and_leaves_nothing_next_to_it(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    write_text_file(path, TEXT)
    assert path.read_bytes() == TEXT.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.md"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_text_file(tmp_path / "new.md", "x")
    (tmp_path / "other.md").write_text("x", encoding="utf-8")
    assert (tmp_path / "new.md").stat().st_mode == (tmp_path / "other.md").stat().st_mode


def test_a_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "target.md"
    target.write_text("old", encoding="utf-8")
    link = tmp_path / "link.md"
    link.symlink_to(target)
    write_text_file(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "out.md"
    path.write_text("old", encoding="utf-8")
    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UnwritableFile, match=r"out\.md was not written: No space left on device\."):
        write_text_file(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.md"]


def test_places_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="There is no folder"):
        write_text_file(tmp_path / "none" / "out.md", "x")
    with pytest.raises(UnwritableFile, match="is a folder"):
        write_text_file(tmp_path, "x")
    with pytest.raises(UnwritableFile, match="an unpaired surrogate"):
        write_text_file(tmp_path / "out.md", "a\ud800")
    assert not list(tmp_path.iterdir())


def test_line_ends_are_kept_when_asked_for(tmp_path: Path) -> None:
    data = b"a\r\nb\rc\n"
    (tmp_path / "a.txt").write_bytes(data)
    assert read_text_file(tmp_path / "a.txt", keep_line_ends=True) == decode_text(
        data, "a", keep_line_ends=True
    )
    assert decode_text(data, "a", keep_line_ends=True).encode() == data
    assert decode_text(data, "a") == "a\nb\nc\n"


def test_a_zero_byte_is_looked_for_at_the_beginning_only() -> None:
    assert decode_text(b"a" * 8192 + b"\0", "a")
    with pytest.raises(UnreadableFile, match=r"byte 8191 is zero"):
        decode_text(b"a" * 8191 + b"\0", "a")
