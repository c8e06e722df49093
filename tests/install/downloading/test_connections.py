"""Redirects, proxies and certificates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.steps import DownloadFailed
from tests.install.downloading.conftest import CONTENT, HURRY, SHA, Client
from tests.install.hostile_server import Reply, authority, hostile_server


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


def test_https_is_not_redirected_to_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
