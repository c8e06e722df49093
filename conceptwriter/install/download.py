"""Downloading one file: resumes where it stopped, hashes what arrives, and accepts only the right content.

A further attempt requests only the rest of the same version that the first one got (see `install.partial`).
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

import conceptwriter
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.partial import (
    DownloadState,
    disk_problem,
    need_space,
    open_part,
    part_path,
    read_state,
    state_path,
    write_state,
)
from conceptwriter.install.steps import (
    PROGRESS_SECONDS,
    DownloadFailed,
    InstallStep,
    OnProgress,
    Stage,
)

if TYPE_CHECKING:
    from conceptwriter.install.transfer import Patience, ResponseHead

_CHUNK = 1 << 20
_TRY_LATER = {408, 425, 429, 500, 502, 503, 504}
_SPEED_SECONDS = 5.0


def fetch(
    file: RemoteFile,
    folder: Path,
    *,
    expected: str | None,
    on_progress: OnProgress,
    patience: Patience,
    plain_http: bool = False,
) -> str:
    """Download a file to `folder / file.name` and return its SHA-256.

    `expected` is the SHA-256 it must have; None accepts anything. Raises DownloadFailed and NotEnoughDisk;
    what was received stays, and the next call resumes from it. Exceptions of `on_progress` propagate.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return _Fetch(file, folder, expected, on_progress, patience, plain_http).run()


def hash_file(path: Path, on_progress: OnProgress, what: str, stage: Stage = "verify") -> str:
    """SHA-256 of a file, reporting progress."""
    with path.open("rb") as stream:
        return _hash(stream, path.stat().st_size, on_progress, what, stage).hexdigest()


def refused(name: str, got: str, expected: str, *, is_pin: bool) -> DownloadFailed:
    """The error for a file that is not the expected one."""
    if not is_pin:
        return DownloadFailed(
            f"{name} is not the expected file and was not used. Its SHA-256 is {got}; the catalogue "
            f"lists {expected}."
        )
    return DownloadFailed(
        f"{name} is not the expected file and was not used. Its SHA-256 is {got}; at the first "
        f"download it was {expected}. If its makers have published a new version, run `conceptwriter "
        "models install NAME --new-checksums`."
    )


class TransferError(Exception):
    """An attempt that failed; the message is a clause to be shown to the user."""

    def __init__(self, why: str, *, retryable: bool = True) -> None:
        super().__init__(why)
        self.retryable = retryable
        """Whether another attempt may succeed."""


class _Fetch:
    def __init__(
        self,
        file: RemoteFile,
        folder: Path,
        expected: str | None,
        on_progress: OnProgress,
        patience: Patience,
        plain_http: bool,
    ) -> None:
        self._file, self._folder, self._expected, self._on_progress = file, folder, expected, on_progress
        self._patience, self._plain_http = patience, plain_http
        self._part, self._state_path = part_path(folder, file), state_path(folder, file)
        self._state = DownloadState(file.url)
        self._host = urlsplit(file.url).hostname or ""
        self._digest = hashlib.sha256()
        self._done = 0
        self._resumed = False
        self._second_chance = True
        self._recent: deque[tuple[float, int]] = deque()
        self._last_report = 0.0

    def run(self) -> str:
        remembered = read_state(self._state_path)
        whole = self._folder / self._file.name
        if whole.is_file() and remembered.url == self._file.url:
            what = f"Checking {self._file.name}, which is already downloaded"
            got = hash_file(whole, self._on_progress, what, "download")
            if got == (self._expected or remembered.sha256):
                return got
        whole.unlink(missing_ok=True)
        with open_part(self._part) as stream:
            self._take_up(stream, remembered)
            self._attempts(stream)
        return self._finish(whole)

    def _take_up(self, stream: IO[bytes], remembered: DownloadState) -> None:
        """Resume from what an earlier call left, if it certainly belongs to the same file."""
        certain = remembered.validator is not None or self._expected is not None
        size = self._part.stat().st_size
        if not size or remembered.url != self._file.url or remembered.sha256 is not None or not certain:
            self._restart(stream)
            return
        what = f"Checking the downloaded part of {self._file.name}"
        self._digest = _hash(stream, size, self._on_progress, what, "download")
        self._state, self._done, self._resumed = remembered, size, True

    def _restart(self, stream: IO[bytes]) -> None:
        stream.seek(0)
        stream.truncate()
        self._digest, self._done, self._resumed = hashlib.sha256(), 0, False
        self._state = DownloadState(self._file.url)

    # Attempts

    def _attempts(self, stream: IO[bytes]) -> None:
        """Try until the whole file is here and is the right one."""
        failed = 0
        while True:
            before = self._done
            try:
                self._attempt(stream)
                if not self._is_right():
                    self._restart(stream)
                    continue
                return
            except TransferError as problem:
                failed = 1 if self._done - before >= self._patience.worthwhile_bytes else failed + 1
                if not problem.retryable or failed > len(self._patience.pauses):
                    raise self._failure(problem) from problem
                self._pause(self._patience.pauses[failed - 1], str(problem))

    def _is_right(self) -> bool:
        """False: it was joined from two attempts and must be downloaded again. Raises DownloadFailed."""
        got = self._digest.hexdigest()
        if self._expected is None or got == self._expected:
            return True
        if self._resumed and self._second_chance:
            self._second_chance = False
            return False
        self._forget()
        raise refused(self._file.name, got, self._expected, is_pin=self._file.sha256 is None)

    def _failure(self, problem: TransferError) -> DownloadFailed:
        here = in_bytes(self._done)
        stays = (
            f" The part already downloaded ({here}) is kept: start again to continue." if self._done else ""
        )
        return DownloadFailed(
            f"{self._file.name} could not be downloaded from {self._host}: {problem}.{stays}"
        )

    def _pause(self, seconds: float, why: str) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._step(f"{self._host}: {why}. Trying again in {left:.0f} s")
            time.sleep(min(left, PROGRESS_SECONDS))

    def _attempt(self, stream: IO[bytes]) -> None:
        from conceptwriter.install.transfer import Lost, ResponseHead, Transfer

        self._recent.clear()
        self._step(f"Contacting {self._host} for {self._file.name}")
        transfer = Transfer(self._file.url, self._wishes(), self._patience, plain_http=self._plain_http)
        try:
            for event in transfer.events():
                match event:
                    case ResponseHead():
                        self._answered(event, stream)
                    case bytes():
                        self._take(event, stream)
                    case Lost():
                        raise TransferError(event.why, retryable=event.retryable)
                self._report_progress(at_once=not isinstance(event, bytes))
        finally:
            transfer.stop()
        self._check_end()

    def _wishes(self) -> dict[str, str]:
        headers = {
            "Accept-Encoding": "identity",
            "User-Agent": f"ConceptWriter/{conceptwriter.__version__}",
        }
        if self._done:
            headers["Range"] = f"bytes={self._done}-"
            if self._state.validator is not None:
                headers["If-Range"] = self._state.validator
        return headers

    def _answered(self, answer: ResponseHead, stream: IO[bytes]) -> None:
        """Read status and headers, and prepare for what follows. Raises TransferError, DownloadFailed."""
        if answer.host != self._host:
            self._host = f"{answer.host} (redirected from {urlsplit(self._file.url).hostname})"
        match answer.status:
            case 206 if self._done:
                self._check_range(answer, stream)
            case 200:
                self._restart(stream)
                self._state = DownloadState(
                    self._file.url, _validator(answer.headers), _length(answer.headers)
                )
            case 416 if self._done:
                self._check_whole(answer, stream)
                return
            case status if status in _TRY_LATER:
                raise TransferError(f"the server is busy or has a problem (status {status})")
            case status:
                raise DownloadFailed(_refusal(status, self._file, self._host))
        self._check_kind(answer.headers)
        self._check_length()
        write_state(self._state_path, self._state)
        if self._state.total is not None:
            need_space(self._folder, self._state.total - self._done, self._file.name)

    def _check_range(self, answer: ResponseHead, stream: IO[bytes]) -> None:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", answer.headers.get("content-range", "").strip())
        total = None if found is None or found[3] == "*" else int(found[3])
        known = self._state.total
        version, wanted = _validator(answer.headers), self._state.validator
        changed = (None not in (total, known) and total != known) or (
            None not in (version, wanted) and version != wanted
        )
        if found is None or int(found[1]) != self._done or changed:
            self._restart(stream)
            raise TransferError("the server sent a different part of the file than requested")
        self._state = msgspec.structs.replace(self._state, total=total if total is not None else known)
        self._resumed = True

    def _check_whole(self, answer: ResponseHead, stream: IO[bytes]) -> None:
        """The server has nothing after what is here: it is complete, or something else entirely."""
        if answer.headers.get("content-range", "").strip() != f"bytes */{self._done}":
            self._restart(stream)
            raise TransferError("the server now has another version of the file")
        self._state = msgspec.structs.replace(self._state, total=self._done)

    def _check_kind(self, headers: Mapping[str, str]) -> None:
        if headers.get("content-type", "").lower().startswith(("text/html", "application/xhtml")):
            raise DownloadFailed(_web_page(self._file, self._host))
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise DownloadFailed(
                f"{self._host} sends {self._file.name} compressed ({encoding}), although this was not "
                "requested. A proxy may be the cause: download the file another way and install from "
                "its folder."
            )

    def _check_length(self) -> None:
        total, known = self._state.total, self._file.size
        if total is not None and known is not None and total != known:
            raise DownloadFailed(
                f"{self._file.name} at {self._host} has {total} bytes; the catalogue lists {known}. It "
                "is not the expected file and was not downloaded."
            )

    def _take(self, piece: bytes, stream: IO[bytes]) -> None:
        if self._done == 0 and piece.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
            raise DownloadFailed(_web_page(self._file, self._host))
        most = self._file.size if self._state.total is None else self._state.total
        if most is not None and self._done + len(piece) > most:
            self._restart(stream)
            raise DownloadFailed(f"{self._host} sent more than the {most} bytes of {self._file.name}.")
        try:
            stream.write(piece)
        except OSError as error:
            stream.seek(self._done)
            raise disk_problem(error, self._part) from error
        self._digest.update(piece)
        self._done += len(piece)

    def _check_end(self) -> None:
        most = self._file.size if self._state.total is None else self._state.total
        if most is not None and self._done < most:
            raise TransferError(f"the file ended after {self._done} of {most} bytes")

    def _finish(self, whole: Path) -> str:
        sha256 = self._digest.hexdigest()
        state = msgspec.structs.replace(self._state, total=self._done, sha256=sha256)
        write_state(self._state_path, state)
        self._part.replace(whole)
        self._step(f"{self._file.name} is already downloaded")
        return sha256

    def _forget(self) -> None:
        for path in (self._state_path, self._part):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                continue  # Windows: our own handle is still open. Without its state the file is restarted

    # Progress

    def _report_progress(self, *, at_once: bool) -> None:
        now = time.monotonic()
        if at_once or now - self._last_report >= PROGRESS_SECONDS:
            self._recent.append((now, self._done))
            while now - self._recent[0][0] > _SPEED_SECONDS:
                self._recent.popleft()
            self._step(f"Downloading {self._file.name} from {self._host}")

    def _step(self, what: str) -> None:
        self._last_report = time.monotonic()
        total = self._state.total if self._state.total is not None else self._file.size
        self._on_progress(InstallStep("download", self._done, total, what, self._speed()))

    def _speed(self) -> float | None:
        if len(self._recent) < 2:
            return None
        (then, before), (now, done) = self._recent[0], self._recent[-1]
        return max(0, done - before) / (now - then) if now > then else None


def _hash(stream: IO[bytes], size: int, on_progress: OnProgress, what: str, stage: Stage) -> hashlib._Hash:
    digest, done, last_report = hashlib.sha256(), 0, 0.0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        done += len(chunk)
        if time.monotonic() - last_report >= PROGRESS_SECONDS:
            last_report = time.monotonic()
            on_progress(InstallStep(stage, done, size, what))
    return digest


def _validator(headers: Mapping[str, str]) -> str | None:
    """The validator for If-Range: a strong ETag, else the date of the last change."""
    tag = headers.get("etag", "")
    return tag if tag.startswith('"') else headers.get("last-modified")


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if re.fullmatch(r"\d{1,18}", text) else None


def _web_page(file: RemoteFile, host: str) -> str:
    return (
        f"{host} sent a web page instead of {file.name}. Some networks require you to sign in first: "
        f"open {file.url} in a browser, follow what it says, and start again."
    )


def _refusal(status: int, file: RemoteFile, host: str) -> str:
    if status in (401, 403):
        return (
            f"{host} requires you to sign in to download {file.name} (status {status}). Download it in "
            f"a browser from {file.url}, then install from the folder it is in."
        )
    if status in (404, 410):
        return f"{host} no longer has {file.name} (status {status}): {file.url}. Look for a newer catalogue."
    return f"{host} refused to send {file.name} (status {status}): {file.url}."
