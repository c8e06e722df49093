"""Keep translations in a translation memory, and find them again.

    memory add DOC...          the approved translations of documents; or --text A --translation B
    memory search TEXT         exact and similar texts with their translations
    memory import FILE.tmx...  units of other programs
    memory export -o FILE.tmx  units for other programs
    memory info                what is in it, and whether the file is intact
    memory forget ...          remove units
    memory encode              vectors for `search --meaning`, from the model in use

Without --memory, your own memory is meant, which all documents share. --memory FILE.concept means the memory
of that project, in a file beside it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.byte_sizes import in_bytes
from conceptwriter.cli import memory_search
from conceptwriter.cli.arguments import LANGUAGE_HELP, add_output, language, whole_number
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage
from conceptwriter.cli.memory_file import add_memory, opened_memory
from conceptwriter.cli.output_file import check_file_name
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened

if TYPE_CHECKING:
    from conceptwriter.memory import Memory, Scope, Unit


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text, allow_abbrev=False)
        add_memory(made)
        return made

    adding = action("add", "keep the approved translations of documents, or one translation")
    adding.add_argument("documents", metavar="DOC", nargs="*", type=Path, help="project files (.concept)")
    adding.add_argument(
        "--edited", action="store_true", help="also translations that are edited, not approved"
    )
    adding.add_argument("--text", metavar="A", help="instead of documents: one text ...")
    adding.add_argument("--translation", metavar="B", help="... and its translation")
    memory_search.configure_search(action("search", "find exact and similar texts"))
    importing = action("import", "add the units of TMX files")
    importing.add_argument("files", metavar="TMX", nargs="+", type=Path, help="TMX 1.4 or older")
    exporting = action("export", "write units as TMX")
    exporting.add_argument("-o", dest="output", metavar="TMX", type=Path, required=True, help="the file")
    info = action("info", "show what is in a memory")
    info.add_argument("--check", action="store_true", help="read all of the file to find damage")
    forgetting = action("forget", "remove units")
    forgetting.add_argument(
        "--id", metavar="N", nargs="+", type=whole_number(1, 2**63 - 1), help="these units"
    )
    forgetting.add_argument("--all", action="store_true", help="all units")
    memory_search.configure_encode(action("encode", "make the vectors for search --meaning"))
    for with_document in (exporting, forgetting):
        with_document.add_argument("--document", metavar="NAME", help="only units of this document")
    for with_languages in (adding, importing, exporting, forgetting):
        for option, where, text in (("--from", "source", "source"), ("--to", "to", "target")):
            with_languages.add_argument(
                option, dest=where, metavar="L", type=language, help=f"{text} language: {LANGUAGE_HELP}"
            )
    for made in actions.choices.values():
        add_output(made)


def run(arguments: argparse.Namespace, console: Console) -> int:
    actions = {
        "add": _add,
        "search": memory_search.search,
        "import": _import,
        "export": _export,
        "info": _info,
        "forget": _forget,
        "encode": memory_search.encode,
    }
    return actions[arguments.action](arguments, console)


def _add(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.memory import Unit

    one = (arguments.text, arguments.translation, arguments.source, arguments.to)
    if arguments.documents:
        if any(value is not None for value in one):
            raise WrongUsage("Name documents, or one text with --text, --translation, --from and --to.")
    elif any(value is None for value in one):
        raise WrongUsage("Name documents, or give --text, --translation, --from and --to.")
    with opened_memory(arguments.memory) as memory:
        if arguments.documents:
            return _report_added(memory, arguments.documents, _of_documents(arguments), console)
        units = iter([Unit(arguments.text, arguments.source, arguments.translation, arguments.to)])
        return _report_added(memory, [], units, console)


def _of_documents(arguments: argparse.Namespace) -> Iterator[Unit]:
    from conceptwriter.memory.documents import CONFIRMED, EDITED_TOO, units_of_document

    states = EDITED_TOO if arguments.edited else CONFIRMED
    for path in arguments.documents:
        with opened(path) as project:
            yield from units_of_document(project.document, path.name, states)


def _import(arguments: argparse.Namespace, console: Console) -> int:
    for path in arguments.files:
        if str(path) == STANDARD_INPUT:
            raise WrongUsage("TMX cannot be read from standard input. Name a file.")
    skipped: list[str] = []
    with opened_memory(arguments.memory) as memory:
        code = _report_added(memory, arguments.files, _of_files(arguments, skipped, console), console)
    for line in skipped:
        console.note(line)
    return code


def _of_files(arguments: argparse.Namespace, skipped: list[str], console: Console) -> Iterator[Unit]:
    from conceptwriter.memory.tmx_files import TmxFile
    from conceptwriter.memory.tmx_units import Wanted

    for path in arguments.files:
        file = TmxFile(path, Wanted(arguments.source, arguments.to))
        yield from file.units(partial(_show_progress, path.name, console))
        if file.left_out:
            skipped.append(
                f"{path}: {counted(file.left_out, 'unit')} left out: empty, or without two texts in the "
                "wanted and known languages."
            )


def _show_progress(name: str, console: Console, read: int) -> None:
    console.status(f"{name}: {counted(read, 'unit')}")


def _report_added(memory: Memory, files: list[Path], units: Iterator[Unit], console: Console) -> int:
    added = memory.add(units)
    if console.as_json:
        figures = {"new": added.new, "replaced": added.replaced}
        console.json({"memory": str(memory.path), "files": [str(path) for path in files], **figures})
    else:
        there = f", {added.replaced:,} that were there are up to date" if added.replaced else ""
        console.data(f"{memory.path}: {counted(added.new, 'new unit')}{there}")
    return 0


def _export(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.memory.tmx_files import write_tmx_file

    path: Path = arguments.output
    check_file_name(path)
    with opened_memory(arguments.memory, read_only=True) as memory:
        written = write_tmx_file(memory, path, _scope(arguments))
    if console.as_json:
        console.json({"file": str(path.resolve()), "units": written})
    else:
        console.note(f"{path}: {counted(written, 'unit')} written as TMX 1.4")
    return 0


def _scope(arguments: argparse.Namespace) -> Scope:
    from conceptwriter.memory import Scope

    ids = getattr(arguments, "id", None)
    return Scope(arguments.source, arguments.to, arguments.document, None if ids is None else tuple(ids))


def _info(arguments: argparse.Namespace, console: Console) -> int:
    with opened_memory(arguments.memory, read_only=True) as memory:
        complaint = memory.complaint() if arguments.check else ""
        found: dict[str, Any] = {
            "memory": str(memory.path),
            "bytes": memory.path.stat().st_size,
            "units": len(memory),
            "pairs": [pair._asdict() for pair in memory.pairs()],
            "documents": dict(memory.documents()),
            "vectors": [
                {"encoder": name, "version": version, "vectors": count}
                for name, version, count in memory.vectors.counts()
            ],
        }
    if arguments.check:
        found["damage"] = complaint
    if console.as_json:
        console.json(found)
        return 1 if complaint else 0
    console.data(f"{found['memory']}: {counted(found['units'], 'unit')}, {in_bytes(found['bytes'])}")
    for pair in found["pairs"]:
        console.data(f"{pair['units']:>12,}  {pair['source_language']} to {pair['target_language']}")
    for name, count in found["documents"].items():
        console.data(f"{count:>12,}  from {name}")
    for vectors in found["vectors"]:
        console.data(f"{vectors['vectors']:>12,}  vectors of {vectors['encoder']} {vectors['version']}")
    if complaint:
        console.problem(f"{memory.path} is damaged: {complaint}")
    return 1 if complaint else 0


def _forget(arguments: argparse.Namespace, console: Console) -> int:
    scope = _scope(arguments)
    if arguments.all == any(value is not None for value in scope):
        raise WrongUsage("Say which units: --id, --document, --from, --to, or --all.")
    with opened_memory(arguments.memory, must_exist=True) as memory:
        gone = memory.forget(scope)
    if console.as_json:
        console.json({"memory": str(memory.path), "forgotten": gone})
    else:
        console.data(f"{memory.path}: {counted(gone, 'unit')} removed")
    return 0
