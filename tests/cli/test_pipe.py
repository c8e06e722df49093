"""`pipe`: line by line, vectors in and out, and what happens to bad lines and bad vectors."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Runner


def test_segment_gives_a_sentence_a_line_and_keeps_blank_lines(run: Runner) -> None:
    ended = run("pipe", "segment", "--from", "en", stdin=b"Mr. Smith came. He left.\n\nOne more")
    assert ended.out == "Mr. Smith came.\nHe left.\n\nOne more\n"


@pytest.mark.parametrize("action", ["segment", "translate", "encode"])
def test_a_line_that_is_no_text_is_named(run: Runner, toy_bundle: Path, action: str, tmp_path: Path) -> None:
    extra = {
        "translate": ["--to", "fr", "--bundle", toy_bundle],
        "encode": ["-o", tmp_path / "v.npy", "--bundle", toy_bundle],
    }
    ended = run("pipe", action, "--from", "en", *extra.get(action, []), stdin=b"Good.\n\xff\xfe\n")
    assert ended.code == 1
    assert "standard input, line 2" in ended.err
    assert not (tmp_path / "v.npy").exists()


def test_translation_keeps_lines_aligned(run: Runner, toy_bundle: Path) -> None:
    words = ["pipe", "translate", "--from", "en", "--to", "fr", "--beam", 1, "--bundle", toy_bundle]
    ended = run(*words, stdin=b"The boats came in.\n\nNobody came. Nobody went.\n")
    assert ended.code == 0
    lines = ended.out.split("\n")
    assert len(lines) == 4
    assert lines[0]
    assert lines[1] == ""
    assert run(*words, stdin=b"").out == ""


def test_lines_are_decoded_from_the_text_where_the_model_can(
    run: Runner, reading_bundle: Path, toy_bundle: Path
) -> None:
    words = ["pipe", "translate", "--from", "en", "--to", "fr", "--beam", 1, "--bundle"]
    lines = b"The boats came in at dawn.\nNobody was waiting on the quay.\n"
    usual, from_text, from_vector = (
        run(*words, reading_bundle, *extra, stdin=lines)
        for extra in ((), ("--decode-from", "text"), ("--decode-from", "vector"))
    )
    assert usual.code == from_text.code == from_vector.code == 0
    assert usual.out == from_text.out != from_vector.out
    refused = run(*words, toy_bundle, "--decode-from", "text", stdin=lines)
    assert refused.code == 1
    assert "The model toy cannot decode from a text" in refused.err
    assert run(*words, toy_bundle, "--decode-from", "vector", stdin=lines).out == (
        run(*words, toy_bundle, stdin=lines).out
    )


def test_a_line_too_long_or_in_an_unknown_language_is_named_when_decoding_from_the_text(
    run: Runner, reading_bundle: Path
) -> None:
    words = ["pipe", "translate", "--to", "fr", "--beam", 1, "--bundle", reading_bundle]
    ended = run(*words, "--from", "en", stdin=b"One.\n" + "\N{OLD ITALIC LETTER A} ".encode() * 100)
    assert ended.code == 1
    assert "standard input, line 2: Text" in ended.err
    unknown = run(*words, "--from", "sw", stdin=b"Moja.\n")
    assert unknown.code == 1
    assert "Swahili" in unknown.err


def test_translation_keeps_the_marks_of_a_line(run: Runner, toy_bundle: Path) -> None:
    words = ["pipe", "translate", "--from", "en", "--to", "fr", "--beam", 1, "--bundle", toy_bundle]
    ended = run(*words, stdin=b"Ask {name} now.[^1] See https://example.org/a. [^b]: Two <br> three.\n")
    assert ended.code == 0
    for mark in ("{name}", "[^1]", "https://example.org/a", "[^b]:", "<br>"):
        assert mark in ended.out


def test_vectors_go_out_and_come_back(run: Runner, toy_bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "v.npy"
    lines = b"The boats came in.\nNobody came.\n"
    encoded = run("pipe", "encode", "--from", "en", "-o", file, "--bundle", toy_bundle, stdin=lines)
    assert (encoded.code, encoded.out) == (0, "")
    vectors = np.load(file)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == 2
    from_file = run("pipe", "decode", "--to", "en", "-i", file, "--bundle", toy_bundle)
    assert len(from_file.out.splitlines()) == 2
    streamed = run("pipe", "encode", "--from", "en", "--bundle", toy_bundle, stdin=lines)
    assert np.array_equal(np.load(io.BytesIO(streamed.output)), vectors)
    from_stream = run("pipe", "decode", "--to", "en", "--bundle", toy_bundle, stdin=streamed.output)
    assert from_stream.out == from_file.out


def test_an_empty_line_has_no_vector_and_is_named(run: Runner, toy_bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "v.npy"
    file.write_bytes(b"older")
    ended = run("pipe", "encode", "--from", "en", "-o", file, "--bundle", toy_bundle, stdin=b"One.\n\nTwo.\n")
    assert ended.code == 1
    assert "line 2" in ended.err
    assert file.read_bytes() == b"older"


def array(values: object) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.asarray(values))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not numbers",
        bytes(range(256)),
        array(np.ones((3, 7), np.float32)),
        array(np.ones(5)),
        array(np.full((1, 32), np.nan)),
        array(np.array([["a", "b"]])),
        array(np.ones((40, 32), np.float32))[:-100],
    ],
)
def test_what_is_no_table_of_vectors_is_named(
    run: Runner, toy_bundle: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "bad.npy"
    file.write_bytes(content)
    ended = run("pipe", "decode", "--to", "fr", "-i", file, "--bundle", toy_bundle)
    assert ended.code == 1
    assert "bad.npy" in ended.err
    assert ended.out == ""


def test_missing_vectors_are_named(run: Runner, tmp_path: Path) -> None:
    ended = run("pipe", "decode", "--to", "fr", "-i", tmp_path / "none.npy")
    assert ended.code == 1
    assert "none.npy" in ended.err


def test_languages_are_required(run: Runner) -> None:
    assert run("pipe", "translate", "--from", "en").code == 2
    assert run("pipe", "translate", "--from", "en", "--to", "Klingon").code == 2
