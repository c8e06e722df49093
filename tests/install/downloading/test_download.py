"""A file arrives whole, or is continued later; on a full disk too."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
import threading
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
from tests.install.downloading.conftest import CONTENT, HURRY, SHA, Client, Stop
from tests.install.hostile_server import Reply, hostile_server


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


def test_a_file_that_was_changed_on_the_disk_is_brought_again(client: Client) -> None:
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


def test_a_stop_keeps_the_part_and_the_next_call_continues(client: Client) -> None:
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

    def on_progress(step: InstallStep) -> None:
        if client.server.stalled.is_set():
            raise Stop

    with pytest.raises(Stop):
        fetch(
            client.file,
            client.folder,
            expected=SHA,
            on_progress=on_progress,
            patience=replace(HURRY, stall_seconds=300),
        )
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(20)
            assert not thread.is_alive(), "the thread still waits for the silent server"


def test_a_stop_is_heard_before_there_is_an_answer(client: Client) -> None:
    client.server.script["/model.pt"] = [Reply(mute=True)]

    def on_progress(step: InstallStep) -> None:
        if client.server.stalled.is_set():
            raise Stop

    with pytest.raises(Stop):
        fetch(
            client.file,
            client.folder,
            expected=SHA,
            on_progress=on_progress,
            patience=replace(HURRY, stall_seconds=300),
        )


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


def test_too_small_a_disk_is_reported_before_the_download(
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
