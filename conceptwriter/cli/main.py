"""`conceptwriter [FILE]` opens the window; `conceptwriter COMMAND ...` does the same work in a terminal.

Exit codes: 0 done, 1 failed (or findings), 2 wrong usage, 130 interrupted. A traceback is shown only when
CONCEPTWRITER_DEBUG is set in the environment.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from conceptwriter import __version__
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.streams import replace_closed_streams
from conceptwriter.errors import ConceptWriterError

# Name -> (module, what it does). Only the module of the command that is called gets imported.
COMMANDS = {
    "import": ("importing", "turn Markdown, Word, XLIFF and other files into a project file"),
    "export": ("exporting", "write a project file as Markdown, Word, PDF, XLIFF and more"),
    "merge": ("merge", "enter the translations of a file that came back into a document"),
    "show": ("show", "print a document or its outline"),
    "stats": ("stats", "count words, concepts and languages"),
    "trash": ("trash", "list deleted text, restore it, or empty the trash"),
    "backups": ("backups", "list the backups of a document, make one, or restore one"),
    "recover": ("recover", "save the text of a damaged project file into a new one"),
    "language": ("language", "show or set the language of a document or of a part of it"),
    "check": ("check", "check texts and translations, and dismiss remarks on them"),
    "spell": ("spell", "check the spelling of each text in its own language"),
    "propose": ("propose", "propose the next concepts"),
    "continue": ("continuing", "write the next paragraph, several sentences at once"),
    "expand": ("expand", "expand a heading, summary or concept into a paragraph"),
    "summarise": ("summarise", "summarise a section or paragraph"),
    "rewrite": ("rewrite", "say a concept in other words"),
    "translate": ("translate", "translate a document into another language"),
    "memory": ("memory", "keep translations in a translation memory, and find them again"),
    "glossary": ("glossary", "check and find the terms of a glossary, and convert it"),
    "pipe": ("pipe", "encode, decode, translate or segment line by line"),
    "models": ("models", "list, describe, verify, install and remove models"),
    "bench": ("bench", "measure the speed of the models on this computer"),
    "doctor": ("doctor", "find what is missing or broken, and how to fix it"),
    "desktop": ("desktop", "add the program to the applications menu, or remove it"),
    "convert": ("convert", "make a model from downloaded checkpoints of SONAR or an LCM"),
    "train": ("train", "train a model (needs the train extra)"),
    "evaluate": ("evaluate", "evaluate a model (needs the train extra)"),
}
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command (or the window) and return its exit code."""
    replace_closed_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    console = Console(as_json="--json" in words, quiet="--quiet" in words or "-q" in words)
    try:
        code = _dispatch(words, console)
        console.close()
    except SystemExit as end:  # argparse: --help, --version, wrong usage
        return end.code if isinstance(end.code, int) else 2
    except BrokenPipeError:
        # The reader of our output has closed it (`| head`). The interpreter must not flush into it at exit.
        _silence_standard_output()
        return 1
    except KeyboardInterrupt:
        console.problem("stopped.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 (last line of defence: the user gets a message, no traceback)
        return _report(error, console)
    return code


def open_window(argv: Sequence[str] | None = None) -> int:
    """The entry point for desktop launchers: always the window."""
    replace_closed_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    console = Console()
    try:
        return _open_window(words)
    except Exception as error:  # noqa: BLE001
        return _report(error, console)


def _dispatch(words: list[str], console: Console) -> int:
    command = words[0] if words else ""
    if command in COMMANDS:
        module = importlib.import_module(f"conceptwriter.cli.{COMMANDS[command][0]}")
        parser = argparse.ArgumentParser(
            prog=f"conceptwriter {command}",
            description=module.__doc__,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.configure(parser)
        code: int = module.run(parser.parse_args(words[1:]), console)
        return code
    return _open_window(_window_arguments(words))


def _window_arguments(words: list[str]) -> list[str]:
    """What the window is opened with; ends the program for --help, --version and a mistyped command."""
    listed = "\n".join(f"  {name:<10} {text}" for name, (_, text) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="conceptwriter",
        description="An outliner that writes with you, one concept at a time, in any of its languages.",
        epilog=f"commands (each has its own --help):\n{listed}\n\nWithout a command, the window opens.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"ConceptWriter {__version__}")
    parser.add_argument("file", nargs="?", metavar="FILE", help="the document to open in the window")
    file: str | None = parser.parse_args(words).file
    if file is None:
        return []
    if not Path(file).exists() and not Path(file).suffix:
        near = difflib.get_close_matches(file, COMMANDS, n=1)
        hint = f" Did you mean `{near[0]}`?" if near else " `conceptwriter --help` lists the commands."
        raise WrongUsage(f"There is no command and no file named {file!r}.{hint}")
    return [file]


def _open_window(arguments: list[str]) -> int:
    from conceptwriter.cli.system_needs import has_display, install_command, missing_libraries

    if not has_display():
        raise ConceptWriterError(
            "There is no display (DISPLAY and WAYLAND_DISPLAY are not set), so the window cannot open. "
            "The commands work without one: see `conceptwriter --help`."
        )
    missing = missing_libraries(display=os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb"))
    if missing:
        raise ConceptWriterError(
            f"The window needs these system libraries: {', '.join(missing)}\n  "
            f"{install_command(list(missing.values()))}"
        )
    from conceptwriter.gui.application import run

    return run(arguments)


def _report(error: Exception, console: Console) -> int:
    try:
        console.flush()
    except (OSError, ValueError):
        _silence_standard_output()  # what could not be written must not be tried again at exit
    if os.environ.get("CONCEPTWRITER_DEBUG"):
        raise error
    if isinstance(error, ConceptWriterError):
        console.problem(_with_advice(error))
        return 2 if isinstance(error, WrongUsage) else 1
    if isinstance(error, OSError):
        named = f"{error.filename}: " if error.filename else ""
        console.problem(f"{named}{error.strerror or error}")
        return 1
    if isinstance(error, MemoryError):
        console.problem("There is not enough memory. Close other programs, or use a smaller document.")
        return 1
    console.problem(
        f"Unexpected error ({type(error).__name__}: {error}). Run the command again with "
        "CONCEPTWRITER_DEBUG=1 set to get the details for a report."
    )
    return 1


def _with_advice(error: ConceptWriterError) -> str:
    """The error's own words; where a model does not know a language, which other model does."""
    from conceptwriter.assistant import LanguageNotCovered

    if not isinstance(error, LanguageNotCovered) or error.codec is None:
        return str(error)
    from conceptwriter.cli.missing_language import on_missing_language

    return on_missing_language(error.language, error.codec)


def _silence_standard_output() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # not a real stream, as in tests
        pass
    finally:
        os.close(nowhere)
