"""`language`, and the lines that `pipe translate` leaves as they are."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Runner


def test_a_document_and_a_part_of_it_are_said_to_be_written_in_any_language(
    run: Runner, tmp_path: Path
) -> None:
    text, path = tmp_path / "saga.md", tmp_path / "saga.concept"
    text.write_text("# Saga\n\nThey sailed at dawn.\n\nNobody saw them.\n", encoding="utf-8")
    assert run("import", text, "-o", path, "--language", "en").code == 0
    assert run("language", path, "icelandic").out.startswith("isl_Latn  Icelandic: 4 texts")
    assert run("language", path, "--json").json == {"shown": "isl_Latn", "written": {"isl_Latn": 4}}
    nodes = run("show", path, "--tree").out
    paragraph = next(line for line in nodes.splitlines() if "Nobody" in line).split()[0].strip("[]:#")
    assert run("language", path, "bod_Tibt", "--node", paragraph).code == 0
    assert run("language", path, "--json").json["written"] == {"isl_Latn": 3, "bod_Tibt": 1}
    assert run("export", path, "-o", "-", "--format", "md").out == text.read_text(encoding="utf-8")


def test_a_region_is_remembered_and_written_to_files(run: Runner, tmp_path: Path) -> None:
    text, path = tmp_path / "saga.md", tmp_path / "saga.concept"
    text.write_text("They sailed at dawn.\n", encoding="utf-8")
    assert run("import", text, "-o", path, "--language", "en").code == 0
    assert "eng_Latn  English (Australia): 2 texts" in run("language", path, "en-AU").out
    assert 'lang="en-AU"' in run("export", path, "-o", "-", "--format", "html").out
    page = run("export", path, "-o", "-", "--format", "html", "--language", "en-NZ").out
    assert 'lang="en-NZ"' in page
    assert 'lang="en-AU"' in run("export", path, "-o", "-", "--format", "html").out, "only for that file"
    assert "English (Australia)" in run("language", path).out


def test_an_unknown_language_is_refused_by_name(run: Runner, tmp_path: Path) -> None:
    ended = run("language", tmp_path / "no.concept", "klingon")
    assert ended.code == 2
    assert "klingon" in ended.err


def test_lines_without_words_pass_as_they_are(run: Runner, toy_bundle: Path) -> None:
    words = ["pipe", "translate", "--from", "en", "--to", "fr", "--beam", 1, "--bundle", toy_bundle]
    lines = "👍\n…\n***\n\n 42 \n<br>\nThe boats came in.\n— \n"
    ended = run(*words, stdin=lines.encode())
    assert ended.code == 0
    came = ended.out.split("\n")
    assert came[:6] == ["👍", "…", "***", "", " 42 ", "<br>"]
    assert came[6] != "The boats came in."
    assert came[7] == "— "


def test_bytes_that_are_no_text_pass_and_are_named(run: Runner, toy_bundle: Path) -> None:
    words = ["pipe", "translate", "--from", "en", "--to", "fr", "--beam", 1, "--bundle", toy_bundle, "-q"]
    ended = run(*words, stdin=b"The boats came in.\n\xff\xfe!\r\nNobody came.\n")
    assert ended.code == 1, "not all of it was done"
    lines = ended.output.split(b"\n")
    assert lines[1] == b"\xff\xfe!"
    assert lines[2]
    assert "standard input, line 2" in ended.err


def test_a_guess_from_too_little_is_said_to_be_one(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "word.concept"
    ended = run("import", "-", "-o", path, stdin=b"Hm.\n")
    assert "not recognised for sure" in ended.err
    assert "taken for English" in ended.err
    sure = run("import", "-", "-o", path, "--force", stdin="Вона читає книгу біля вікна.\n".encode())
    assert "not recognised" not in sure.err
    assert "ukr_Cyrl" in sure.err
