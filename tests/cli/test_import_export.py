"""`import` and `export`: the round trip, and inputs that are wrong, empty, huge, binary or half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Runner

SAMPLE = """# The harbour

The boats came in at dawn. *Nobody* was waiting, said Mr. Smith.

- one thing
- another thing

## The letter

Anna found the letter under the door.
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.md"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_markdown_comes_out_as_it_went_in(run: Runner, sample: Path, tmp_path: Path) -> None:
    project, out = tmp_path / "s.concept", tmp_path / "out.md"
    imported = run("import", sample, "-o", project)
    assert imported.code == 0
    assert "2 sections" in imported.err
    assert imported.out == ""
    exported = run("export", project, "-o", out)
    assert (exported.code, exported.out) == (0, "")
    assert out.read_text(encoding="utf-8") == SAMPLE


def test_import_tells_what_it_made(run: Runner, sample: Path, tmp_path: Path) -> None:
    report = run("import", sample, "-o", tmp_path / "s.concept", "--json").json
    assert report["language"] == "eng_Latn"
    assert (report["sections"], report["paragraphs"], report["concepts"]) == (2, 4, 5)


def test_standard_streams(run: Runner, tmp_path: Path) -> None:
    project = tmp_path / "s.concept"
    assert run("import", "-", "-o", project, stdin=SAMPLE.encode()).code == 0
    ended = run("export", project, "-o", "-")
    assert (ended.code, ended.out) == (0, SAMPLE)


def test_several_inputs_become_sections(run: Runner, sample: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("It rained. It stopped.\n", encoding="utf-8")
    project = tmp_path / "book.concept"
    assert run("import", sample, notes, "-o", project, "--title", "A book").code == 0
    nodes = run("show", project, "--json").json["nodes"]
    tops = [(node["kind"], node["text"]) for node in nodes if node["depth"] <= 1]
    assert tops == [("section", "A book"), ("section", "The harbour"), ("section", "notes")]


def test_title_replaces_the_one_found(run: Runner, sample: Path, tmp_path: Path) -> None:
    project = tmp_path / "s.concept"
    run("import", sample, "-o", project, "--title", "Another title")
    nodes = run("show", project, "--json").json["nodes"]
    assert nodes[0]["text"] == "Another title"
    assert run("export", project, "-o", "-").out == SAMPLE


@pytest.mark.parametrize("name", ["fr", "fra_Latn", "French", "fr-CA"])
def test_languages_in_any_notation(run: Runner, sample: Path, tmp_path: Path, name: str) -> None:
    report = run("import", sample, "-o", tmp_path / "s.concept", "--language", name, "--json").json
    assert report["language"] == "fra_Latn"


def test_unknown_language_is_wrong_usage_and_gets_hints(run: Runner, sample: Path, tmp_path: Path) -> None:
    ended = run("import", sample, "-o", tmp_path / "s.concept", "--language", "Frensh")
    assert ended.code == 2
    assert "French" in ended.err


def test_an_existing_project_is_replaced_only_when_told_to(run: Runner, sample: Path, story: Path) -> None:
    before = story.read_bytes()
    ended = run("import", sample, "-o", story)
    assert ended.code == 2
    assert "--force" in ended.err
    assert story.read_bytes() == before
    assert run("import", sample, "-o", story, "--force").code == 0
    assert run("export", story, "-o", "-").out == SAMPLE


def test_the_input_is_never_the_output(run: Runner, sample: Path) -> None:
    ended = run("import", sample, "-o", sample, "--force")
    assert ended.code == 2
    assert sample.read_text(encoding="utf-8") == SAMPLE


def test_a_project_does_not_go_to_standard_output(run: Runner, sample: Path) -> None:
    assert run("import", sample, "-o", "-").code == 2


BAD_TEXTS = {
    "empty.md": b"",
    "blank.md": b" \n\n\t\n",
    "binary.md": bytes(range(256)) * 8,
    "latin1.md": "Das Mädchen ging über die Brücke.\n".encode("latin-1"),
    "half.md": "Ein halbes Zeichen: ü".encode()[:-1],
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
}


@pytest.mark.parametrize("name", [*BAD_TEXTS, "missing.md", "folder.md"])
def test_what_is_no_text_is_named_and_leaves_nothing(run: Runner, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name in BAD_TEXTS:
        path.write_bytes(BAD_TEXTS[name])
    elif name == "folder.md":
        path.mkdir()
    project = tmp_path / "s.concept"
    ended = run("import", path, "-o", project)
    assert ended.code == 1
    assert name in ended.err
    assert ended.out == ""
    assert not project.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xfd", bytes(range(256)) * 8])
def test_bad_standard_input_is_named(run: Runner, tmp_path: Path, content: bytes) -> None:
    ended = run("import", "-", "-o", tmp_path / "s.concept", stdin=content)
    assert ended.code == 1
    assert "standard input" in ended.err


def test_a_huge_text_is_refused(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    with path.open("wb") as stream:
        stream.truncate(60 * 1024 * 1024)
    ended = run("import", path, "-o", tmp_path / "s.concept")
    assert ended.code == 1
    assert "huge.md" in ended.err
    assert "50 MB" in ended.err


def test_a_half_written_project_is_refused_and_kept(run: Runner, bad_files: dict[str, Path]) -> None:
    out = bad_files["half"].parent / "out.md"
    out.write_text("older export", encoding="utf-8")
    ended = run("export", bad_files["half"], "-o", out)
    assert ended.code == 1
    assert "half.concept" in ended.err
    assert out.read_text(encoding="utf-8") == "older export"


def test_export_never_writes_over_a_project(run: Runner, story: Path) -> None:
    before = story.read_bytes()
    ended = run("export", story, "-o", story, "--format", "markdown")
    assert ended.code == 2
    assert story.read_bytes() == before


@pytest.mark.parametrize("output", ["out.xyz", "no/such/folder/out.md"])
def test_where_export_cannot_go_is_named(
    run: Runner, story: Path, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("export", story, "-o", output)
    assert ended.code == 1
    assert Path(output).name in ended.err or "no/such/folder" in ended.err


def test_missing_translations_are_reported(run: Runner, story: Path, tmp_path: Path) -> None:
    ended = run("export", story, "-o", tmp_path / "out.md", "--language", "fr")
    assert ended.code == 0
    assert "French" in ended.err


CLIENT = """<?xml version="1.0" encoding="UTF-16"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="fr">
<file id="f"><unit id="u"><segment><source>Tea</source><target>Thé</target></segment></unit></file></xliff>
"""


def test_a_clients_file_comes_back_in_its_encoding(run: Runner, tmp_path: Path) -> None:
    client, project, out = (tmp_path / name for name in ("job.xlf", "job.concept", "out.xlf"))
    client.write_bytes(CLIENT.encode("utf-16"))
    assert run("import", client, "-o", project, "--title", "A job").code == 0
    assert run("export", project, "-o", out).err == f"{out}: written as XLIFF\n"
    assert out.read_bytes() == client.read_bytes()
    assert run("show", project, "--language", "fr").out.strip() == "Thé"


def test_a_clients_file_is_imported_alone(run: Runner, sample: Path, tmp_path: Path) -> None:
    client = tmp_path / "job.xlf"
    client.write_text(CLIENT.replace("UTF-16", "UTF-8"), encoding="utf-8")
    refused = run("import", sample, client, "-o", tmp_path / "both.concept")
    assert refused.code != 0
    assert "job.xlf: XLIFF is imported alone" in refused.err


def test_a_word_file_goes_through_the_commands_and_is_not_printed(run: Runner, tmp_path: Path) -> None:
    import docx

    word = docx.Document()
    word.add_paragraph("Nobody was waiting.")
    word.save(str(tmp_path / "in.docx"))
    assert run("import", tmp_path / "in.docx", "-o", tmp_path / "in.concept").code == 0
    assert run("export", tmp_path / "in.concept", "-o", tmp_path / "out.docx").code == 0
    (paragraph,) = docx.Document(str(tmp_path / "out.docx")).paragraphs
    assert paragraph.text == "Nobody was waiting."
    ended = run("export", tmp_path / "in.concept", "-o", "-", "--format", "docx")
    assert ended.code == 1
    assert "Word is no text: name a file with -o, such as out.docx." in ended.err
    assert ended.out == ""


def test_pages_are_written_with_the_pictures_beside_the_project(run: Runner, tmp_path: Path) -> None:
    import zipfile

    source = tmp_path / "in.md"
    source.write_text("# One\n\nA boat. ![p](p.png)\n", encoding="utf-8")
    (tmp_path / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n, or what passes for one")
    project = tmp_path / "in.concept"
    assert run("import", source, "-o", project, "--language", "en").code == 0
    ended = run("export", project, "-o", tmp_path / "out.pdf", "--paper", "Letter")
    assert ended.err == f"{tmp_path / 'out.pdf'}: written as PDF\n"
    data = (tmp_path / "out.pdf").read_bytes()
    assert b"/MediaBox [0 0 612" in data
    assert b"/Lang (en)" in data
    ended = run("export", project, "-o", "-", "--format", "pdf")
    assert "PDF is no text: name a file with -o, such as out.pdf." in ended.err
    assert run("export", project, "-o", tmp_path / "out.epub").code == 0
    assert any(name.endswith(".png") for name in zipfile.ZipFile(tmp_path / "out.epub").namelist())


def test_an_opendocument_text_goes_through_the_commands(run: Runner, tmp_path: Path) -> None:
    source = tmp_path / "in.md"
    source.write_text("# One\n\nNobody was waiting.\n", encoding="utf-8")
    for number, (before, after) in enumerate((("in.md", "a.odt"), ("a.odt", "b.odt"), ("a.odt", "c.fodt"))):
        project = tmp_path / f"{number}.concept"
        assert run("import", tmp_path / before, "-o", project, "--language", "en").code == 0
        assert run("export", project, "-o", tmp_path / after).code == 0
    assert (tmp_path / "a.odt").read_bytes() == (tmp_path / "b.odt").read_bytes()
    assert b"Nobody was waiting." in (tmp_path / "c.fodt").read_bytes()


def test_libraries_that_pages_need_are_named(
    run: Runner, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conceptwriter.cli import system_needs

    lacking = {"libEGL.so.1": system_needs.QT_LIBRARIES["libEGL.so.1"]}
    monkeypatch.setattr(system_needs, "missing_libraries", lambda **_named: lacking)
    ended = run("export", story, "-o", tmp_path / "out.pdf")
    assert ended.code == 1
    assert "To write PDF, these system libraries are needed: libEGL.so.1" in ended.err
    assert not (tmp_path / "out.pdf").exists()
