"""`models catalogue | install | import | remove`: what can be installed, and getting it here."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from conceptwriter.bundles import FoundBundle, find_bundles
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.cli.arguments import LANGUAGE_HELP, language
from conceptwriter.cli.console import Console
from conceptwriter.cli.translators import add_import, facts_in, refuse_facts
from conceptwriter.errors import ConceptWriterError
from conceptwriter.install.catalogue import (
    Catalogue,
    CatalogueEntry,
    LicenceText,
    licence_sha256,
    licence_text,
    load_catalogue,
    user_catalogue_folder,
)
from conceptwriter.install.importing import import_translator, is_translator_model
from conceptwriter.install.installing import (
    InstallStep,
    LicenceNotAccepted,
    forget_pins,
    import_folder,
    install,
    pinned,
    remove,
    require_acceptance,
    unfinished,
)
from conceptwriter.install.making import RECORD_NAME

_CATALOGUE_HELP = """\
List what can be installed: size, licence, languages, memory, speed. With NAME, show that entry and its files.

A catalogue of your own is a JSON file in
  {folder}
with the texts of its licences in the same folder:

  {{
    "catalogue_version": "1.0",
    "entries": [
      {{
        "id": "my-model",                 its name in commands, and the name of its folder
        "title": "My model", "summary": "...", "version": "1.0",
        "kinds": ["codec"],               of "codec", "lcm", "lens", "splitter", "translator"
        "space": "sonar-1",               the vector space
        "languages": ["eng_Latn"],        [] for an lcm: those of its codec
        "licences": [{{"spdx": "MIT", "title": "MIT License", "file": "mit.txt", "concerns": "the weights"}}],
        "files": [{{"name": "encoder.pt", "url": "https://...",
                   "size": null, "sha256": null}}],      null: unknown; recorded at the first download
        "conversion": {{                   null: the files need no conversion and include bundle.json
          "kind": "sonar",                or "lcm", "voice", "sat", "translator"
          "arguments": {{"encoder": "encoder.pt", "decoder": "...", "tokenizer": "...", "name": "my-model"}},
          "options": {{"precision": "int8"}}
        }},
        "installed_bytes": 1850000000, "memory_bytes": 2000000000,
        "speed": "medium",                "fast", "medium" or "slow"
        "needs": [], "source": "", "citation": "",
        "plain_http": false               true: allow unencrypted http://
      }}
    ]
  }}

A translator is a CTranslate2 model: list its files under their own names, with
  "conversion": {{"kind": "translator", "arguments": {{"model": "model.bin", "name": "my-model"}},
                 "options": {{"languages": "en:fr"}}}}
or a package of Argos Translate: the only file, an .argosmodel, is then the "model".

An argument "bundle:NAME" means the folder of the installed model of that name, or of any installed
codec of the same vector space."""


def add_actions(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> list[argparse.ArgumentParser]:
    """The actions of this module, under `models`."""
    listing = actions.add_parser(
        "catalogue",
        help="what can be installed, and how to add a catalogue of your own",
        description=_CATALOGUE_HELP.format(folder=user_catalogue_folder()).replace("%", "%%"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    listing.add_argument("name", metavar="NAME", nargs="?", help="show only this entry")
    listing.add_argument("--licences", action="store_true", help="print the full licence texts")
    fetching = actions.add_parser("install", help="download a model and prepare it", allow_abbrev=False)
    fetching.add_argument("name", metavar="NAME", help="its name in `models catalogue`")
    fetching.add_argument(
        "--accept-licence",
        metavar="SPDX",
        action="append",
        default=[],
        help="accept this licence, which you have read (repeat for each; `models catalogue NAME --licences` "
        "prints them)",
    )
    fetching.add_argument(
        "--from",
        dest="from_folder",
        metavar="FOLDER",
        type=Path,
        help="use the files in this folder instead of the network",
    )
    fetching.add_argument(
        "--languages",
        metavar="LANGUAGE",
        nargs="+",
        type=language,
        help=f"only these languages, separated by spaces ({LANGUAGE_HELP})",
    )
    fetching.add_argument(
        "--cut-head",
        action="store_true",
        help="with --languages: make a smaller decoder that writes only these languages",
    )
    fetching.add_argument("--keep-downloads", action="store_true", help="keep the downloaded files")
    fetching.add_argument(
        "--new-checksums", action="store_true", help="discard the checksums recorded at the first download"
    )
    taking = actions.add_parser(
        "import",
        help="install a model folder: one that is ready to use, or a translation model of CTranslate2",
        allow_abbrev=False,
    )
    add_import(taking)
    removing = actions.add_parser(
        "remove", help="delete an installed model and any unfinished download of it", allow_abbrev=False
    )
    removing.add_argument("name", metavar="NAME")
    return [listing, fetching, taking, removing]


def run(arguments: argparse.Namespace, console: Console) -> int:
    match arguments.action:
        case "catalogue":
            return _catalogue(arguments, console)
        case "install":
            return _install(arguments, console)
        case "import":
            return _import(arguments, console)
        case _:
            return _remove(arguments.name, console)


# Catalogue


def _catalogue(arguments: argparse.Namespace, console: Console) -> int:
    catalogue = load_catalogue()
    entries = [catalogue.entry(arguments.name)] if arguments.name else list(catalogue.entries)
    installed = {bundle.manifest.name for bundle in find_bundles() if bundle.manifest is not None}
    if arguments.licences:
        _print_licences(entries, console)
    elif console.as_json:
        console.json([_described(entry, installed) for entry in entries])
    else:
        for entry in entries:
            _print_entry(entry, installed, console, files=arguments.name is not None)
    return _print_problems(catalogue, console)


def _print_problems(catalogue: Catalogue, console: Console) -> int:
    for problem in catalogue.problems:
        console.problem(problem)
    return 1 if catalogue.problems else 0


def _described(entry: CatalogueEntry, installed: set[str]) -> dict[str, Any]:
    pins = pinned(entry)
    return {
        "id": entry.id,
        "title": entry.title,
        "summary": entry.summary,
        "version": entry.version,
        "kinds": entry.kinds,
        "space": entry.space,
        "languages": entry.languages,
        "licences": [
            {"spdx": licence.spdx, "title": licence.title, "concerns": licence.concerns}
            for licence in entry.licences
        ],
        "download_bytes": entry.download_bytes,
        "about_bytes": entry.about_bytes,
        "installed_bytes": entry.installed_bytes,
        "memory_bytes": entry.memory_bytes,
        "speed": entry.speed,
        "needs": entry.needs,
        "source": entry.source,
        "files": [
            {
                "name": file.name,
                "url": file.url,
                "bytes": file.size,
                "sha256": file.sha256,
                "pinned": pins.get(file.name),
            }
            for file in entry.files
        ],
        "downloaded_bytes": unfinished(entry),
        "installed": entry.id in installed,
    }


def _print_entry(entry: CatalogueEntry, installed: set[str], console: Console, *, files: bool) -> None:
    state = "  installed" if entry.id in installed else ""
    begun = unfinished(entry)
    if begun:
        state += f"  {in_bytes(begun)} downloaded"
    console.data(f"{entry.id}  {entry.title}  {'+'.join(entry.kinds)}{state}")
    console.data(f"    {entry.summary}")
    rows = {
        "download": f"{download_size(entry)} from {', '.join(entry.hosts)}",
        "installed": f"about {in_bytes(entry.installed_bytes)}",
        "memory": f"about {in_bytes(entry.memory_bytes)}",
        "speed": entry.speed,
        "languages": _languages(entry),
        "works with": ", ".join(entry.needs),
        "licence": "; ".join(f"{licence.spdx} ({licence.concerns})" for licence in entry.licences),
        "": "; ".join(licence.title for licence in entry.licences if licence.spdx.startswith("LicenseRef-")),
        "source": entry.source,
    }
    for label, text in rows.items():
        if text:
            console.data(f"    {label:<10} {text}")
    if files:
        _print_files(entry, console)


def download_size(entry: CatalogueEntry) -> str:
    """Download size for display; "about" where it could not be verified."""
    if entry.download_bytes is not None:
        return in_bytes(entry.download_bytes)
    return "unknown size" if entry.about_bytes is None else f"about {in_bytes(entry.about_bytes)}"


def _languages(entry: CatalogueEntry) -> str:
    if not entry.languages:
        return "those of the model it works with"
    return str(len(entry.languages)) if len(entry.languages) > 12 else " ".join(entry.languages)


def _print_files(entry: CatalogueEntry, console: Console) -> None:
    pins = pinned(entry)
    for file in entry.files:
        size = f"{file.size:,} bytes" if file.size is not None else file.about or "size unknown"
        console.data(f"    {file.name}: {size}\n        {file.url}")
        known = file.sha256 or pins.get(file.name)
        how = "" if file.sha256 else "  (recorded at the first download)"
        console.data(
            f"        SHA-256 {known}{how}"
            if known
            else "        SHA-256 unknown: recorded at the first download"
        )
    if len(entry.languages) > 12:
        console.data(f"    {' '.join(entry.languages)}")


def _print_licences(entries: list[CatalogueEntry], console: Console) -> None:
    seen: set[str] = set()
    for entry in entries:
        for licence in entry.licences:
            if (key := licence_sha256(entry, licence)) not in seen:
                seen.add(key)
                console.data(f"== {licence.spdx}: {licence.title} ==\n\n{licence_text(entry, licence)}")


# Install, import, remove


def _install(arguments: argparse.Namespace, console: Console) -> int:
    catalogue = load_catalogue()
    _print_problems(catalogue, console)
    entry = catalogue.entry(arguments.name)
    accepted = _accepted(entry, arguments.accept_licence, console)
    if arguments.new_checksums:
        forget_pins(entry)
    try:
        bundle = install(
            entry,
            accepted=accepted,
            on_progress=_StepPrinter(console).show,
            from_folder=arguments.from_folder,
            languages=arguments.languages,
            cut_head=arguments.cut_head,
            keep_downloads=arguments.keep_downloads,
        )
    except KeyboardInterrupt:
        if here := unfinished(entry):
            console.note(f"{in_bytes(here)} are downloaded and kept; run the same command again to continue.")
        raise
    _report(bundle, f"{entry.title} is installed", console)
    return 0


def _accepted(entry: CatalogueEntry, named: list[str], console: Console) -> set[str]:
    """The licences accepted by name, and those the user accepts now. Raises LicenceNotAccepted."""
    accepted = set(named)
    if unknown := accepted - set(entry.spdx):
        raise ConceptWriterError(
            f"{entry.title} does not have the licence {sorted(unknown)[0]!r}. Its licences: "
            f"{', '.join(entry.spdx)}."
        )
    missing = [licence for licence in entry.licences if licence.spdx not in accepted]
    if missing and is_interactive():
        return accepted | {licence.spdx for licence in missing if _asked(entry, licence, console)}
    try:
        require_acceptance(entry, accepted)
    except LicenceNotAccepted as error:
        flags = " ".join(f"--accept-licence {licence.spdx}" for licence in missing)
        raise LicenceNotAccepted(
            f"{error} To read them: `conceptwriter models catalogue {entry.id} --licences`. To accept "
            f"them: `conceptwriter models install {entry.id} {flags}`."
        ) from error
    return accepted


def is_interactive() -> bool:
    """Whether the user can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(entry: CatalogueEntry, licence: LicenceText, console: Console) -> bool:
    """Show one licence in full and ask; the answer must be the whole word."""
    console.problem(f"{entry.title}: the licence of {licence.concerns} is {licence.spdx} ({licence.title}).")
    print(f"\n{licence_text(entry, licence)}\n", file=sys.stderr)
    print(f"Do you accept {licence.spdx}? Type yes to accept: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() == "yes":
        return True
    raise LicenceNotAccepted(f"{licence.spdx} was not accepted; nothing was downloaded.")


class _StepPrinter:
    """Progress on standard error: a line that renews itself, and a remark at each new thing."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last_line = ""

    def show(self, step: InstallStep) -> None:
        if step.stage == "verify" and "SHA-256" in step.what:
            self._console.note(step.what)
            return
        if step.what != self._last_line and not sys.stderr.isatty() and "Trying again" not in step.what:
            self._last_line = step.what
            self._console.note(step.what)
        self._console.status(f"{step.what}  {how_far(step)}")


def how_far(step: InstallStep) -> str:
    """Done, total, speed and time left, as far as they are known."""
    counts_bytes = step.stage in ("download", "verify", "install") and step.total != 1
    said = (in_bytes if counts_bytes else str)(step.done)
    if step.total is not None:
        said += f" of {(in_bytes if counts_bytes else str)(step.total)}"
    if step.bytes_per_second:
        said += f", {in_bytes(step.bytes_per_second)}/s"
    if (left := step.seconds_left) is not None:
        said += f", {left / 60:.0f} min left" if left >= 90 else f", {left:.0f} s left"
    return said


def _import(arguments: argparse.Namespace, console: Console) -> int:
    folder, show = arguments.folder, _StepPrinter(console).show
    if is_translator_model(folder):
        bundle = import_translator(folder, facts_in(arguments), show)
    else:
        refuse_facts(arguments)
        bundle = import_folder(folder, on_progress=show)
    _report(bundle, f"{folder} is installed", console)
    return 0


def _report(bundle: FoundBundle, what: str, console: Console) -> None:
    name = bundle.folder.name if bundle.manifest is None else bundle.manifest.name
    if console.as_json:
        console.json({"name": name, "folder": str(bundle.folder)})
        return
    console.data(f"{what}: {bundle.folder}")
    if (bundle.folder / RECORD_NAME).is_file():
        console.note(
            f"The sources and the licences you accepted are recorded in {bundle.folder / RECORD_NAME}"
        )


def _remove(name: str, console: Console) -> int:
    folder = remove(name)
    if console.as_json:
        console.json({"removed": str(folder)})
    else:
        console.data(f"removed: {folder}")
    return 0
