"""Servers whose ranges, lengths, bytes or answers are wrong."""

from __future__ import annotations

import hashlib

import pytest

from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.partial import bytes_here
from conceptwriter.install.steps import DownloadFailed
from tests.install.downloading.conftest import CONTENT, SHA, Client, Stop
from tests.install.hostile_server import Reply


def test_a_server_that_ignores_ranges_is_begun_again(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(drop_after=100_000), Reply(ignore_range=True)]
    assert client.fetch() == SHA
    assert client.whole == CONTENT


def test_a_file_that_changed_meanwhile_is_begun_again(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(expected=None, stop_at=100_000)
    other = CONTENT[::-1]
    client.server.files["/model.pt"], client.server.etag = other, '"two"'
    assert client.fetch(expected=None) == hashlib.sha256(other).hexdigest()
    assert client.whole == other


def test_a_changed_file_is_noticed_though_the_server_ignores_if_range(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(expected=None, stop_at=100_000)
    other = CONTENT[::-1]
    rest = other[len(client.part) :]
    lie = {"Content-Range": f"bytes {len(client.part)}-{len(CONTENT) - 1}/{len(CONTENT)}", "ETag": '"two"'}
    client.server.script["/model.pt"] = [Reply(status=206, body=rest, headers=dict(lie))]
    client.server.files["/model.pt"], client.server.etag = other, '"two"'
    assert client.fetch(expected=None) == hashlib.sha256(other).hexdigest()


def test_a_part_of_an_unknown_version_is_not_gone_on_from(client: Client) -> None:
    client.server.etag = None
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(expected=None, stop_at=100_000)
    assert client.fetch(expected=None) == SHA
    assert client.ranges() == [None, None]


def test_a_known_checksum_makes_any_part_worth_continuing_from(client: Client) -> None:
    client.server.etag = None
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(stop_at=100_000)
    assert client.fetch() == SHA
    assert client.ranges()[1] is not None


@pytest.mark.parametrize("first", [0, 10, 250_000])
def test_another_range_than_was_asked_for(client: Client, first: int) -> None:
    lie = {"Content-Range": f"bytes {first}-{len(CONTENT) - 1}/{len(CONTENT)}"}
    wrong = Reply(status=206, body=CONTENT[first:], headers=dict(lie))
    client.server.script["/model.pt"] = [Reply(drop_after=100_000), wrong]
    assert client.fetch() == SHA
    assert client.whole == CONTENT


def test_a_part_that_is_all_there_already(client: Client) -> None:
    """The server answers 416, as it has nothing after the end."""
    client.server.script["/model.pt"] = [Reply(stall_after=len(CONTENT), declared=len(CONTENT) + 10)]
    with pytest.raises(Stop):
        client.fetch(stop_at=len(CONTENT))
    assert client.part == CONTENT
    assert client.fetch() == SHA
    assert client.whole == CONTENT


def test_416_for_a_file_that_is_shorter_now(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(expected=None, stop_at=100_000)
    short = CONTENT[:1000]
    client.server.files["/model.pt"] = short
    assert client.fetch(expected=None) == hashlib.sha256(short).hexdigest()


def test_a_length_that_is_too_long(client: Client) -> None:
    """The connection ends before the promised length: asked for more, there is no more."""
    client.server.script["/model.pt"] = [
        Reply(declared=len(CONTENT) + 5, drop_after=len(CONTENT), ignore_range=True) for _ in range(9)
    ]
    with pytest.raises(DownloadFailed, match="could not be downloaded"):
        client.fetch()


def test_a_length_that_is_too_short(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(declared=1000)]
    with pytest.raises(DownloadFailed, match="not the expected file") as raised:
        client.fetch()
    assert SHA in str(raised.value)
    assert hashlib.sha256(CONTENT[:1000]).hexdigest() in str(raised.value)


def test_a_length_other_than_the_catalogues_is_refused_before_the_download(client: Client) -> None:
    client.file = RemoteFile("model.pt", client.file.url, size=len(CONTENT) + 1)
    with pytest.raises(DownloadFailed, match=f"has {len(CONTENT)} bytes; the catalogue lists"):
        client.fetch()
    assert client.part == b""


def test_more_bytes_than_the_catalogue_says(client: Client) -> None:
    client.file = RemoteFile("model.pt", client.file.url, size=1000)
    client.server.script["/model.pt"] = [Reply(headers={"Content-Length": None})]
    with pytest.raises(DownloadFailed, match="sent more"):
        client.fetch(expected=None)


def test_wrong_bytes_are_refused_and_thrown_away(client: Client) -> None:
    client.server.files["/model.pt"] = CONTENT[::-1]
    with pytest.raises(DownloadFailed, match="not the expected file") as raised:
        client.fetch()
    assert hashlib.sha256(CONTENT[::-1]).hexdigest() in str(raised.value)
    assert bytes_here(client.file, client.folder) == 0
    client.server.files["/model.pt"] = CONTENT
    assert client.fetch() == SHA


def test_wrong_bytes_after_continuing_get_one_more_chance(client: Client) -> None:
    """A part from elsewhere (a crash, another version) must not spoil the file for good."""
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(stop_at=100_000)
    (client.folder / "model.pt.part").write_bytes(b"?" * 5000)
    assert client.fetch() == SHA
    assert client.ranges()[1:] == ["bytes=5000-", None]


def test_wrong_bytes_for_ever_end(client: Client) -> None:
    client.server.files["/model.pt"] = CONTENT[::-1]
    client.server.script["/model.pt"] = [Reply(drop_after=100_000), Reply(), Reply(drop_after=100_000)]
    with pytest.raises(DownloadFailed, match="not the expected file"):
        client.fetch()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_busy_server_is_asked_again(client: Client, status: int) -> None:
    client.server.script["/model.pt"] = [Reply(status=status, body=b"later")]
    assert client.fetch() == SHA


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "requires you to sign in"),
        (403, "requires you to sign in"),
        (404, "newer catalogue"),
        (418, "status 418"),
    ],
)
def test_a_refusal_is_reported_at_once(client: Client, status: int, words: str) -> None:
    client.server.script["/model.pt"] = [Reply(status=status, body=b"no")]
    with pytest.raises(DownloadFailed, match=words):
        client.fetch()
    assert len(client.server.seen) == 1


@pytest.mark.parametrize(
    "page",
    [
        Reply(body=b"<p>Please sign in", headers={"Content-Type": "text/html; charset=utf-8"}),
        Reply(body=b"\n <!DOCTYPE html><html>Welcome to our hotel"),
    ],
)
def test_a_web_page_is_no_model(client: Client, page: Reply) -> None:
    client.server.script["/model.pt"] = [page]
    with pytest.raises(DownloadFailed, match="web page"):
        client.fetch(expected=None)
    assert bytes_here(client.file, client.folder) == 0


def test_compressed_content_is_refused(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(headers={"Content-Encoding": "gzip"})]
    with pytest.raises(DownloadFailed, match="compressed"):
        client.fetch()
