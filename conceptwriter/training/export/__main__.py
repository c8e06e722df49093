"""Command line: ``python -m conceptwriter.training.export CODEC_CHECKPOINT OUT --name ... --card ...``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conceptwriter.bundles.manifest import DecodingDefaults
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.export.bundle import Description, export_bundle
from conceptwriter.training.export.checkpoints import ExportError
from conceptwriter.training.export.lcm_parts import LcmSettings, overridden, read_settings
from conceptwriter.training.graph_writer import PRECISIONS


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a bundle; 0 when done, 1 when it cannot be."""
    given = _parser().parse_args(arguments)
    try:
        about = Description(
            name=given.name,
            version=given.version,
            title=given.title,
            card=given.card.read_text(encoding="utf-8"),
            licence=given.licence,
            licence_text=given.licence_text.read_text(encoding="utf-8"),
            source=given.source,
            citation=given.citation,
            decoding=DecodingDefaults(meaning=given.meaning),
        )
        plain = LcmSettings(given.residual_scale, given.maximum_context, given.end_threshold)
        lcms = _named(given.lcm)
        by_name = {} if given.lcm_settings is None else read_settings(given.lcm_settings)
        names = {*by_name, *(lcms if isinstance(lcms, dict) else ())}
        settings = {name: overridden(plain, by_name.get(name)) for name in sorted(names)} or plain
        manifest = export_bundle(
            given.codec,
            lcms,
            given.out,
            about,
            settings,
            given.precision,
            given.languages,
            given.documents,
            given.lcms_of,
            given.lexicon,
            given.words,
        )
    except (ConceptWriterError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for lcm in manifest.all_lcms:
        print(f"{lcm.name}: {lcm.title} ({lcm.variant}), residual scale {lcm.residual_scale:.3f}")
    total = sum(file.size for file in manifest.files)
    print(
        f"{given.out}: {manifest.name} {manifest.version}, {', '.join(manifest.kinds)}, {total / 1e6:.1f} MB"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conceptwriter.training.export", description=__doc__)
    parser.add_argument(
        "codec", type=Path, help="checkpoint of a codec run or its folder, tokenizer.model beside it"
    )
    parser.add_argument("out", type=Path, help="new folder for the bundle")
    parser.add_argument(
        "--lcm",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="checkpoint of an LCM run or its folder; may be given several times, the first is the default",
    )
    parser.add_argument(
        "--lcms-of",
        type=Path,
        metavar="BUNDLE",
        help="take the LCMs of this bundle, whose space the codec has kept (train codec --keep-space)",
    )
    parser.add_argument(
        "--lexicon",
        type=Path,
        metavar="FILE",
        help="rare words and their translations, from `train words`, for a codec that can copy",
    )
    parser.add_argument(
        "--words",
        type=Path,
        metavar="FILE",
        help="word statistics from `train words`, by which the best of several translations is chosen",
    )
    parser.add_argument(
        "--languages",
        nargs="+",
        help="FLORES-200 codes that the bundle lists (default: all of the tokenizer)",
    )
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--title", default="")
    parser.add_argument("--card", type=Path, required=True, help="the model card, Markdown")
    parser.add_argument("--licence", default="Apache-2.0", help="SPDX identifier")
    parser.add_argument("--licence-text", type=Path, required=True)
    parser.add_argument("--source", default="")
    parser.add_argument("--citation", default="")
    parser.add_argument(
        "--meaning",
        type=float,
        default=0.0,
        metavar="W",
        help="weight of nearness in meaning in the choice among beams, in log-probability a token; 0: none",
    )
    parser.add_argument("--precision", choices=PRECISIONS, default="int8")
    parser.add_argument(
        "--documents", type=Path, help="embedded documents on which residual scales are measured"
    )
    parser.add_argument("--residual-scale", type=float)
    parser.add_argument("--maximum-context", type=int)
    parser.add_argument("--end-threshold", type=float)
    parser.add_argument(
        "--lcm-settings", type=Path, help="JSON of settings by name of LCM; they go before the three above"
    )
    return parser


def _named(given: Sequence[str]) -> Path | dict[str, Path] | None:
    """One plain path, or paths by name; a plain path among several has the name of its folder."""
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return Path(given[0])
    named: dict[str, Path] = {}
    for word in given:
        name, equals, path = word.rpartition("=")
        if not equals:
            name = Path(path).parent.name if Path(path).is_file() else Path(path).name
        if name in named:
            raise ExportError(f"Two LCMs have the name {name!r}. Give each one: --lcm NAME=PATH.")
        named[name] = Path(path)
    return named


if __name__ == "__main__":
    sys.exit(main())
