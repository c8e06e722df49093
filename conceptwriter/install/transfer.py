"""One request over the network, read in a thread so that stopping never waits for it.

A separate thread sends the request, follows redirects and reads; the caller takes the pieces from a queue and
is notified of silence ten times a second. Stopping leaves the thread behind: it holds only its connection,
never a file. Certificates are the system's own, proxies those of the environment.
"""

from __future__ import annotations

import queue
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.exceptions import BaseHTTPError  # type: ignore[attr-defined]

from conceptwriter.install.catalogue import is_local
from conceptwriter.install.steps import PROGRESS_SECONDS, DownloadFailed

_CHUNK = 1 << 16
_QUEUED = 64
_MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the network."""

    connect_seconds: float = 20.0
    stall_seconds: float = 30.0
    """After this many seconds without a byte the connection counts as lost."""
    pauses: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0)
    """Seconds before each further attempt; there is one attempt more than pauses."""
    worthwhile_bytes: int = 1 << 20
    """An attempt that received this many bytes resets the count of attempts."""


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """What a server sent before the first byte of the body. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    host: str
    """The address that answered, after all redirects."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection failed or broke off; `why` is a clause to be shown to the user."""

    why: str
    retryable: bool = True
    """Whether another attempt may succeed."""


class Transfer:
    """A GET request in progress."""

    def __init__(
        self, url: str, headers: Mapping[str, str], patience: Patience, *, plain_http: bool = False
    ) -> None:
        self._url, self._headers, self._patience, self._plain_http = url, dict(headers), patience, plain_http
        self._queue: queue.Queue[ResponseHead | bytes | Lost | Exception | None] = queue.Queue(_QUEUED)
        self._stopped = threading.Event()
        self._response: requests.Response | None = None
        threading.Thread(target=self._work, name="download", daemon=True).start()

    def events(self) -> Iterator[ResponseHead | bytes | Lost | None]:
        """The response head, then its pieces; None after every tenth of a second of silence; Lost on failure.

        Raises DownloadFailed for a redirect that is not followed.
        """
        while True:
            try:
                event = self._queue.get(timeout=PROGRESS_SECONDS)
            except queue.Empty:
                yield None
                continue
            if event is None:
                return
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Lost):
                return

    def stop(self) -> None:
        """Drop the connection, without waiting for it."""
        self._stopped.set()
        shutdown = getattr(getattr(self._response, "raw", None), "shutdown", None)
        if shutdown is not None:
            try:
                shutdown()  # wakes the thread where it waits for bytes
            except (OSError, ValueError, RuntimeError):
                pass  # the connection is already closed

    def _work(self) -> None:
        try:
            with _session() as session:
                self._read(session)
            self._put(None)
        except _Stopped:
            return
        except (requests.RequestException, BaseHTTPError, OSError) as error:
            self._end(lost(error))
        except Exception as error:  # noqa: BLE001 (passed on to the reader of the events)
            self._end(error)

    def _read(self, session: requests.Session) -> None:
        with self._follow(session) as response:
            self._response = response
            headers = {name.lower(): value for name, value in response.headers.items()}
            self._put(ResponseHead(response.status_code, headers, urlsplit(response.url).hostname or ""))
            if response.status_code in (200, 206):
                # Received bytes are taken at once; only an old urllib3 waits for a whole chunk.
                read: Callable[[int], bytes] = getattr(response.raw, "read1", response.raw.read)
                while piece := read(_CHUNK):
                    self._put(piece)

    def _follow(self, session: requests.Session) -> requests.Response:
        url = self._url
        for _ in range(_MOST_REDIRECTS + 1):
            response = session.get(
                url,
                headers=self._headers,
                stream=True,
                allow_redirects=False,
                timeout=(self._patience.connect_seconds, self._patience.stall_seconds),
            )
            if not response.is_redirect:
                return response
            response.close()
            url = self._next(url, response.headers["location"])
        raise DownloadFailed(f"{self._url} redirects without end.")

    def _next(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        scheme = urlsplit(target).scheme
        protected = scheme == "https"
        allowed = scheme == "http" and not url.startswith("https:") and (is_local(target) or self._plain_http)
        if not protected and not allowed:
            raise DownloadFailed(
                f"{url} redirects to {target}, which is not protected by https. Nothing was downloaded."
            )
        return target

    def _put(self, event: ResponseHead | bytes | Lost | Exception | None) -> None:
        while not self._stopped.is_set():
            try:
                return self._queue.put(event, timeout=PROGRESS_SECONDS)
            except queue.Full:
                continue
        raise _Stopped

    def _end(self, event: Lost | Exception) -> None:
        try:
            self._put(event)
        except _Stopped:
            pass


class _Stopped(Exception):
    """The response is no longer wanted."""


class _SystemCertificates(HTTPAdapter):
    """Trusts the operating system's certificates, as a browser does."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, ssl_context=_context(), **options)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=_context(), **options)


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _session() -> requests.Session:
    session = requests.Session()
    session.mount("https://", _SystemCertificates())
    return session


def lost(error: Exception) -> Lost:
    """Why a connection failed."""
    text = str(error)
    match error:
        case requests.exceptions.SSLError() if "certificate" in text.lower():
            return Lost(
                "the server's certificate could not be verified, so nothing was downloaded. If your "
                "organisation inspects connections, add its certificate to those of your system",
                retryable=False,
            )
        case requests.exceptions.InvalidSchema() if "SOCKS" in text:
            return Lost("the type of proxy set in ALL_PROXY is not supported", retryable=False)
        case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema():
            return Lost(f"an address is invalid ({error})", retryable=False)
        case requests.exceptions.ProxyError():
            return Lost("the proxy refused the connection (check HTTPS_PROXY)")
        case requests.exceptions.ConnectTimeout():
            return Lost("the server did not answer")
        case requests.exceptions.Timeout() | TimeoutError():
            return Lost("no more data arrived")
    return Lost(_of_connection(text))


def _of_connection(text: str) -> str:
    if "timed out" in text:
        return "no more data arrived"
    if "NameResolution" in text or "getaddrinfo" in text:
        return "the server was not found; check the internet connection"
    if "refused" in text:
        return "the server refused the connection"
    return "the connection was lost"
