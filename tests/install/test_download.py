"""Downloading from a server that does everything wrong that a server can do."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.install import download, partial
from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.download import fetch
from conceptwriter.install.partial import bytes_here
from conceptwriter.install.steps import DownloadFailed, InstallStep, NotEnoughDisk
from conceptwriter.install.transfer import Patience
from tests.install.hostile_server import HostileServer, Reply, authority, hostile_server

CONTENT = bytes(range(256)) * 1200
"""300 kB that look like nothing else."""
SHA = hashlib.sha256(CONTENT).hexdigest()
HURRY = Patience(connect_seconds=5, stall_seconds=5, pauses=(0, 0, 0), worthwhile_bytes=1 << 30)


class Stop(Exception):
    """What a person's wish to stop raises."""


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        running.files["/model.pt"] = CONTENT
        yield running


class Client:
    """Fetches model.pt again and again, keeping what it was told."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.file = RemoteFile("model.pt", server.url("model.pt"))
        self.steps: list[InstallStep] = []

    def fetch(
        self, *, expected: str | None = SHA, patience: Patience = HURRY, stop_at: int | None = None
    ) -> str:
        def tell(step: InstallStep) -> None:
            self.steps.append(step)
            if stop_at is not None and step.done >= stop_at and step.what.startswith("Downloading"):
                raise Stop

        return fetch(self.file, self.folder, expected=expected, tell=tell, patience=patience)

    @property
    def whole(self) -> bytes:
        return (self.folder / "model.pt").read_bytes()

    @property
    def part(self) -> bytes:
        return (self.folder / "model.pt.part").read_bytes()

    def ranges(self) -> list[str | None]:
        return [seen.headers.get("range") for seen in self.server.seen]


@pytest.fixture
def client(server: HostileServer, tmp_path: Path) -> Client:
    return Client(server, tmp_path / "downloads")


def test_an_honest_server(client: Client) -> None:
    assert client.fetch() == SHA
    assert client.whole == CONTENT
    assert client.server.seen[0].headers["accept-encoding"] == "identity"
    assert client.steps[-1].done == client.steps[-1].total == len(CONTENT)
    assert not (client.folder / "model.pt.part").exists()


def test_without_a_checksum_what_comes_is_taken(client: Client) -> None:
    assert client.fetch(expected=None) == SHA


def test_a_file_that_is_here_is_not_asked_for_again(client: Client) -> None:
    client.fetch()
    client.fetch()
    client.fetch(expected=None)
    assert len(client.server.seen) == 1
    assert bytes_here(client.file, client.folder) == len(CONTENT)


def test_a_file_that_was_changed_on_the_disk_is_brought_anew(client: Client) -> None:
    client.fetch(expected=None)
    (client.folder / "model.pt").write_bytes(b"x" + CONTENT[1:])
    assert client.fetch(expected=None) == SHA
    assert client.whole == CONTENT


def test_a_dropped_connection_is_taken_up_where_it_broke(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(drop_after=100_000), Reply(drop_after=50_000)]
    assert client.fetch() == SHA
    assert client.whole == CONTENT
    first, second, third = client.ranges()
    assert first is None
    assert second is not None
    assert third is not None
    assert 0 < int(second[6:-1]) <= 100_000 < int(third[6:-1]) + 16_384 * 2
    assert client.server.seen[1].headers["if-range"] == '"one"'


def test_a_server_that_always_drops_is_given_up_and_the_part_stays(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(drop_after=40_000) for _ in range(9)]
    with pytest.raises(DownloadFailed, match=r"model\.pt could not be downloaded from 127\.0\.0\.1.*is kept"):
        client.fetch()
    assert len(client.server.seen) == len(HURRY.pauses) + 1
    here = len(client.part)
    assert CONTENT.startswith(client.part)
    assert here == bytes_here(client.file, client.folder) > 0
    client.server.script.clear()
    assert client.fetch() == SHA
    assert client.ranges()[-1] == f"bytes={here}-"


def test_attempts_that_bring_much_do_not_count(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(drop_after=40_000) for _ in range(6)]
    assert client.fetch(patience=replace(HURRY, worthwhile_bytes=1000)) == SHA
    assert len(client.server.seen) == 7


def test_a_stop_keeps_the_part_and_the_next_call_goes_on(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(stop_at=100_000)
    here = len(client.part)
    assert CONTENT.startswith(client.part)
    assert here >= 100_000
    assert client.fetch() == SHA
    assert client.ranges() == [None, f"bytes={here}-"]


def test_a_stop_is_heard_while_the_server_is_silent(client: Client) -> None:
    """The server sends nothing at all, the connection is waited on for minutes, and still one can stop."""
    client.server.script["/model.pt"] = [Reply(stall_after=0)]

    def tell(step: InstallStep) -> None:
        if client.server.stalled.is_set():
            raise Stop

    with pytest.raises(Stop):
        fetch(client.file, client.folder, expected=SHA, tell=tell, patience=replace(HURRY, stall_seconds=300))
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(20)
            assert not thread.is_alive(), "the thread still waits for the silent server"


def test_a_stop_is_heard_before_there_is_an_answer(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(mute=True)]

    def tell(step: InstallStep) -> None:
        if client.server.stalled.is_set():
            raise Stop

    with pytest.raises(Stop):
        fetch(client.file, client.folder, expected=SHA, tell=tell, patience=replace(HURRY, stall_seconds=300))


def test_servers_that_say_nothing(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(hang_up=True), Reply(mute=True)]
    assert client.fetch(patience=replace(HURRY, stall_seconds=0.3)) == SHA
    client.server.script["/other.pt"] = [Reply(hang_up=True)] * 9
    client.file = RemoteFile("other.pt", client.server.url("other.pt"))
    with pytest.raises(DownloadFailed, match="connection was lost"):
        client.fetch()


def test_a_stalled_connection_is_given_up_and_taken_up_again(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(stall_after=100_000)]
    assert client.fetch(patience=replace(HURRY, stall_seconds=0.3)) == SHA
    assert client.whole == CONTENT
    assert len(client.server.seen) == 2


def test_a_server_that_ignores_ranges_is_begun_anew(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(drop_after=100_000), Reply(ignore_range=True)]
    assert client.fetch() == SHA
    assert client.whole == CONTENT


def test_a_file_that_changed_meanwhile_is_begun_anew(client: Client) -> None:
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


def test_a_known_checksum_makes_any_part_worth_going_on_from(client: Client) -> None:
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


def test_wrong_bytes_after_going_on_get_one_more_chance(client: Client) -> None:
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
def test_a_refusal_is_told_at_once(client: Client, status: int, words: str) -> None:
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


# Redirects, proxies, certificates


def test_a_redirect_is_followed_and_shown(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(location=client.server.url("elsewhere.pt", host="localhost"))]
    client.server.files["/elsewhere.pt"] = CONTENT
    assert client.fetch() == SHA
    assert any("localhost (redirected from 127.0.0.1)" in step.what for step in client.steps)


def test_a_range_is_asked_for_across_a_redirect(client: Client) -> None:
    there = Reply(location=client.server.url("elsewhere.pt"))
    client.server.script |= {"/model.pt": [there, there], "/elsewhere.pt": [Reply(drop_after=100_000)]}
    client.server.files["/elsewhere.pt"] = CONTENT
    assert client.fetch() == SHA
    assert client.ranges()[-1] is not None


def test_redirects_without_end(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(location="/model.pt") for _ in range(30)]
    with pytest.raises(DownloadFailed, match="without end"):
        client.fetch()


@pytest.mark.parametrize("target", ["http://models.example/x", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_redirects_to_unprotected_places_are_not_followed(client: Client, target: str) -> None:
    client.server.script["/model.pt"] = [Reply(location=target)]
    with pytest.raises(DownloadFailed, match="not protected by https"):
        client.fetch()


def test_the_proxy_of_the_environment_is_used(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", client.server.url(""))
    monkeypatch.setenv("no_proxy", "")
    client.file = RemoteFile("model.pt", "http://models.example/model.pt")
    assert client.fetch() == SHA
    assert client.server.paths() == ["http://models.example/model.pt"]


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with hostile_server(tls=True) as server:
        server.files["/model.pt"] = CONTENT
        client = Client(server, tmp_path)
        with pytest.raises(DownloadFailed, match="certificate"):
            client.fetch(patience=replace(HURRY, pauses=(1e9,)))  # no second attempt: it would end the same
        assert server.seen == []


def trust_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = tmp_path / "authority.pem"
    authority().cert_pem.write_to_path(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))


def test_certificates_of_the_system_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """REQUESTS_CA_BUNDLE is how an organisation adds its own where the system store cannot be changed."""
    trust_the_server(tmp_path, monkeypatch)
    with hostile_server(tls=True) as server:
        server.files["/model.pt"] = CONTENT
        assert Client(server, tmp_path).fetch() == SHA


def test_https_does_not_go_on_to_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_the_server(tmp_path, monkeypatch)
    with hostile_server(tls=True) as server, hostile_server() as plain:
        server.script["/model.pt"] = [Reply(location=plain.url("model.pt"))]
        with pytest.raises(DownloadFailed, match="not protected by https"):
            Client(server, tmp_path).fetch()
        assert plain.seen == []


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with hostile_server() as server:
        client = Client(server, tmp_path)
    with pytest.raises(DownloadFailed, match="refused the connection"):
        client.fetch()


@pytest.mark.parametrize(
    ("proxy", "words"), [("socks5://127.0.0.1:9", "not supported"), ("http://127.0.0.1:9", "proxy refused")]
)
def test_a_proxy_that_does_not_work(
    client: Client, monkeypatch: pytest.MonkeyPatch, proxy: str, words: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    client.file = RemoteFile("model.pt", "http://models.example/model.pt")
    with pytest.raises(DownloadFailed, match=words):
        client.fetch()


BAD = st.one_of(
    st.builds(Reply, drop_after=st.integers(0, len(CONTENT))),
    st.builds(Reply, drop_after=st.integers(0, len(CONTENT)), ignore_range=st.just(True)),
    st.just(Reply(hang_up=True)),
    st.builds(Reply, status=st.sampled_from([500, 503]), body=st.just(b"busy")),
    st.builds(Reply, declared=st.integers(len(CONTENT), 2 * len(CONTENT)), ignore_range=st.just(True)),
    st.just(Reply(status=416, headers={"Content-Range": "bytes */7"})),
    st.just(Reply(status=206, body=b"?", headers={"Content-Range": "bytes 3-3/4"})),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(BAD, max_size=4))
def test_whatever_the_server_does_first_the_file_is_whole_in_the_end(replies: list[Reply]) -> None:
    """Nothing that came earlier, true or false, may be left in it."""
    with hostile_server() as server, tempfile.TemporaryDirectory() as folder:
        server.files["/model.pt"] = CONTENT
        server.script["/model.pt"] = list(replies)
        client = Client(server, Path(folder))
        for _ in replies:
            with contextlib.suppress(DownloadFailed):
                client.fetch()
        client.fetch()
        assert client.whole == CONTENT


# The disk


def test_too_small_a_disk_is_told_before_the_download(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(client.folder.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(NotEnoughDisk, match=r"needs 307\.2 kB"):
        client.fetch()


class _FullDisk:
    """A file on a disk that takes 100 kB."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *arguments: object) -> None:
        self._stream.close()

    def write(self, piece: bytes) -> int:
        if self._stream.tell() + len(piece) > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._stream.write(piece)


def test_a_disk_that_fills_up_keeps_what_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(download, "open_part", lambda path: _FullDisk(partial.open_part(path)))
        with pytest.raises(NotEnoughDisk, match="disk is full"):
            client.fetch()
    assert 0 < len(client.part) <= 100_000
    assert client.fetch() == SHA
    assert client.ranges()[1] is not None


def test_a_damaged_state_costs_only_the_beginning(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(stall_after=150_000)]
    with pytest.raises(Stop):
        client.fetch(stop_at=100_000)
    (client.folder / "model.pt.state.json").write_bytes(b"{")
    assert client.fetch() == SHA
    assert client.ranges() == [None, None]
