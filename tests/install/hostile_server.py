"""A web server on this machine that does what one tells it to, good or bad. It never sleeps."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme


@dataclass
class Reply:
    """How one request is answered; the defaults are those of an honest server that knows ranges."""

    status: int | None = None
    """None: 200, or 206 for a range."""
    body: bytes | None = None
    """None: the file."""
    headers: dict[str, str | None] = field(default_factory=dict)
    """More headers; None leaves one out."""
    ignore_range: bool = False
    declared: int | None = None
    """A Content-Length that may be a lie."""
    drop_after: int | None = None
    """Break the connection after so many bytes of the body."""
    stall_after: int | None = None
    """Send no more after so many bytes, until the test or the client ends."""
    location: str | None = None
    mute: bool = False
    """Say nothing at all, not even a status, until the test or the client ends."""
    hang_up: bool = False
    """Close the connection without a word."""


@dataclass
class Seen:
    """One request as it came."""

    path: str
    headers: dict[str, str]


class HostileServer:
    """Serves `files` (path -> content); `script` holds the replies to the next requests of a path."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.script: dict[str, list[Reply]] = {}
        self.etag: str | None = '"one"'
        self.seen: list[Seen] = []
        self.stalled = threading.Event()
        """Set when a reply has come to its silence."""
        self.over = threading.Event()
        """Set at the end: lets everything silent end."""
        self.scheme = "http"
        self.port = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}/{path.lstrip('/')}"

    def paths(self) -> list[str]:
        """Requested paths in order."""
        return [seen.path for seen in self.seen]

    def next_reply(self, path: str) -> Reply:
        replies = self.script.get(path, [])
        return replies.pop(0) if replies else Reply()


@cache
def authority() -> trustme.CA:
    """Who vouches for the certificates of all servers of one test run; made anew in each."""
    return trustme.CA()


@contextmanager
def hostile_server(*, tls: bool = False) -> Iterator[HostileServer]:
    """A running server."""
    server = HostileServer()
    http = _Server(("127.0.0.1", 0), _Handler)
    http.hostile = server
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority().issue_cert("127.0.0.1").configure_cert(context)
        http.socket = context.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
        server.scheme = "https"
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hostile: HostileServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that break off are what this server is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *arguments: object) -> None:
        """Nothing to say."""

    def do_GET(self) -> None:
        path = re.sub(r"^https?://[^/]+", "", self.path)  # asked as a proxy
        hostile = self.server.hostile
        hostile.seen.append(Seen(self.path, {name.lower(): text for name, text in self.headers.items()}))
        reply = hostile.next_reply(path)
        if reply.mute:
            hostile.stalled.set()
            hostile.over.wait(30)
        if reply.mute or reply.hang_up:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = hostile.files.get(path)
        if content is None and (reply.body, reply.status, reply.location) == (None, None, None):
            reply = Reply(status=404, body=b"nothing here")
        if reply.location is not None:
            self._send(reply.status or 302, {"Location": reply.location}, b"", reply)
        else:
            self._answer(reply, content or b"")

    def _answer(self, reply: Reply, content: bytes) -> None:
        start = self._start(reply)
        if start is not None and start >= len(content) and reply.status is None:
            return self._send(416, {"Content-Range": f"bytes */{len(content)}"}, b"", reply)
        status = reply.status or (200 if start is None else 206)
        headers = {"Content-Type": "application/octet-stream"}
        if self.server.hostile.etag is not None:
            headers["ETag"] = self.server.hostile.etag
        if status == 206:
            headers["Content-Range"] = f"bytes {start or 0}-{len(content) - 1}/{len(content)}"
        return self._send(status, headers, reply.body or content[start or 0 :], reply)

    def _start(self, reply: Reply) -> int | None:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        wanted = self.headers.get("If-Range")
        if found is None or reply.ignore_range or (wanted is not None and wanted != self.server.hostile.etag):
            return None
        return int(found[1])

    def _send(self, status: int, headers: dict[str, str], body: bytes, reply: Reply) -> None:
        declared = len(body) if reply.declared is None else reply.declared
        usual = {**headers, "Content-Length": str(declared), "Connection": "close"}
        self.send_response(status)
        for name, text in {**usual, **reply.headers}.items():
            if text is not None:
                self.send_header(name, text)
        self.end_headers()
        end = next((at for at in (reply.drop_after, reply.stall_after) if at is not None), None)
        self.wfile.write(body[:end])
        self.wfile.flush()
        if reply.stall_after is not None:
            self.server.hostile.stalled.set()
            self.server.hostile.over.wait(30)
        if reply.drop_after is not None:
            self.connection.shutdown(socket.SHUT_RDWR)
