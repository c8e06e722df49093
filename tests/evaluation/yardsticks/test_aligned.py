"""Files of public test sets: what is read, and what is said of those that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from conceptwriter.evaluation.yardsticks.aligned import (
    AlignedText,
    YardstickError,
    language_in_name,
    pairs_of,
    read_lines,
    read_test_set,
)

KNOWN = ("eng_Latn", "fra_Latn", "deu_Latn")


def write(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [folder / name for name in files]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("deu_Latn.devtest", "deu_Latn"),
        ("zho_Hans.dev", "zho_Hans"),
        ("newstest2019-ref.deu.txt", "deu_Latn"),
        ("newstest2019-ref.fra-CA.txt", "fra_Latn"),
        ("newstest2019-src.eng.txt", "eng_Latn"),
        ("flores.de", "deu_Latn"),
        ("README.md", None),
        ("LICENSE", None),
        ("German.txt", None),
    ],
)
def test_languages_are_in_the_names_of_files(name: str, code: str | None) -> None:
    assert language_in_name(name) == code


def test_lines_end_at_line_feeds_only(tmp_path: Path) -> None:
    (path,) = write(tmp_path, {"a.txt": "\ufeffOne.\r\nTwo\u2028 and\u0085 three.\n".encode()})
    assert list(read_lines(path)) == [(1, "One."), (2, "Two\u2028 and\u0085 three.")]


def test_two_files_in_their_languages(tmp_path: Path) -> None:
    paths = write(tmp_path, {"a": "One.\nTwo.\nThree.\n", "b": "Un.\n Deux. \nTrois."})
    english, french = read_test_set(paths, ["eng_Latn", "fra_Latn"], KNOWN)
    assert (english.language, french.language) == ("eng_Latn", "fra_Latn")
    assert french.lines == ("Un.", "Deux.", "Trois.")
    shorter = read_test_set(paths, ["eng_Latn", "fra_Latn"], KNOWN, most=2)
    assert [len(text.lines) for text in shorter] == [2, 2]
    assert shorter[0].digest != english.digest


FOLDER = {"fra_Latn.devtest": "Un.\n", "deu_Latn.devtest": "Eins.\n", "eng_Latn.devtest": "One.\n"}


def test_a_folder_has_the_languages_that_the_model_knows_english_first(tmp_path: Path) -> None:
    folder = tmp_path / "flores"
    write(folder, {**FOLDER, "swh_Latn.devtest": "Moja.\n", "README.md": "Read me.", ".deu_Latn.swp": "x"})
    assert [text.language for text in read_test_set([folder], [], KNOWN)] == [
        "eng_Latn",
        "deu_Latn",
        "fra_Latn",
    ]
    chosen = read_test_set([folder], ["fra_Latn", "deu_Latn"], KNOWN)
    assert [text.language for text in chosen] == ["deu_Latn", "fra_Latn"]


def text(code: str) -> AlignedText:
    return AlignedText(code, Path(code), ("x",))


@pytest.mark.parametrize(
    ("codes", "between", "ways"),
    [
        (["eng", "deu"], False, "eng-deu deu-eng"),
        (["eng", "deu", "fra"], False, "eng-deu deu-eng eng-fra fra-eng"),
        (["eng", "deu", "fra"], True, "eng-deu deu-eng eng-fra fra-eng deu-fra fra-deu"),
        (["deu", "fra"], False, "deu-fra fra-deu"),
    ],
)
def test_both_directions_of_each_pair(codes: Sequence[str], between: bool, ways: str) -> None:
    found = pairs_of([text(f"{code}_Latn") for code in codes], between=between)
    assert " ".join(f"{a.language[:3]}-{b.language[:3]}" for a, b in found) == ways


@pytest.mark.parametrize(
    ("files", "languages", "says"),
    [
        (
            {"a": "One.\nTwo.\n", "b": "Un.\n"},
            "eng fra",
            r"a has 2 lines and \S*b 1: line 2 of the first has no",
        ),
        ({"a": "One.\n\nThree.\n", "b": "Un.\nDeux.\nTrois.\n"}, "eng fra", r"a, line 2: empty"),
        ({"a": "One.\n", "b": b"Un.\n\xe9t\xe9.\n"}, "eng fra", r"b, line 2: not UTF-8 text"),
        ({"a": "One.\n", "b": "Un.\n".encode("utf-16")}, "eng fra", r"b, line 1: not UTF-8 text"),
        ({"a": "One.\n", "b": "U\0n.\0\n"}, "eng fra", r"b, line 1: not UTF-8 text"),
        ({"a": "", "b": "Un.\n"}, "eng fra", r"a is empty"),
        ({"a": "One.\n", "b": "Un.\n"}, "", r"Say with --languages"),
        ({"a": "One.\n", "b": "Un.\n"}, "eng", r"Say with --languages"),
        ({"a": "One.\n", "b": "Un.\n"}, "eng swh", r"does not know swh_Latn\. It knows eng_Latn, fra_Latn"),
        ({"a": "One.\n", "b": "Un.\n"}, "eng eng", r"named twice"),
        ({"a": "One.\n"}, "eng fra", r"a is one file"),
        ({"a": "1\n", "b": "1\n", "c": "1\n"}, "eng fra", r"a is one file|Name two files|one file"),
    ],
)
def test_what_is_wrong_with_two_files_is_said(
    tmp_path: Path, files: dict[str, str | bytes], languages: str, says: str
) -> None:
    paths = write(tmp_path, files)
    with pytest.raises(YardstickError, match=says):
        read_test_set(paths, [f"{code}_Latn" for code in languages.split()], KNOWN)


@pytest.mark.parametrize(
    ("files", "languages", "says"),
    [
        ({"eng_Latn.devtest": "One.\n"}, "", "needs files of two languages .* It has eng_Latn"),
        ({"notes": "One.\n"}, "", "It has none"),
        (FOLDER, "eng deu spa", "no file named after spa_Latn. It has deu_Latn, eng_Latn, fra_Latn"),
        (
            {**FOLDER, "eng_Latn.dev": "One.\n"},
            "",
            r"several files of eng_Latn: eng_Latn\.dev, eng_Latn\.devtest",
        ),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(
    tmp_path: Path, files: dict[str, str | bytes], languages: str, says: str
) -> None:
    write(tmp_path / "set", files)
    wanted = [f"{code}_Latn" for code in languages.split()]
    with pytest.raises(YardstickError, match=says):
        read_test_set([tmp_path / "set"], wanted, (*KNOWN, "spa_Latn"))


def test_paths_that_are_not_there(tmp_path: Path) -> None:
    for paths in ([tmp_path / "no"], [tmp_path / "no", tmp_path / "where"]):
        with pytest.raises(YardstickError, match=re.escape(str(tmp_path / "no"))):
            read_test_set(paths, ["eng_Latn", "fra_Latn"], KNOWN)
    with pytest.raises(YardstickError, match="is a folder"):
        read_test_set([tmp_path, tmp_path], ["eng_Latn", "fra_Latn"], KNOWN)
