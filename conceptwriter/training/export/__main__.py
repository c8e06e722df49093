"""Command line: ``python -m conceptwriter.training.export CODEC_CHECKPOINT OUT --name ... --card ...``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.export.bundle import Description, LcmSettings, export_bundle
from conceptwriter.training.export.graph import PRECISIONS


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
        )
        settings = LcmSettings(given.residual_scale, given.maximum_context, given.end_threshold)
        manifest = export_bundle(given.codec, given.lcm, given.out, about, settings, given.precision)
    except (ConceptWriterError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    total = sum(file.size for file in manifest.files)
    print(
        f"{given.out}: {manifest.name} {manifest.version}, {', '.join(manifest.kinds)}, {total / 1e6:.1f} MB"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conceptwriter.training.export", description=__doc__)
    parser.add_argument("codec", type=Path, help="checkpoint.pt of a codec run, tokenizer.model beside it")
    parser.add_argument("out", type=Path, help="new folder for the bundle")
    parser.add_argument("--lcm", type=Path, help="checkpoint.pt of an LCM run")
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--title", default="")
    parser.add_argument("--card", type=Path, required=True, help="the model card, Markdown")
    parser.add_argument("--licence", default="Apache-2.0", help="SPDX identifier")
    parser.add_argument("--licence-text", type=Path, required=True)
    parser.add_argument("--source", default="")
    parser.add_argument("--citation", default="")
    parser.add_argument("--precision", choices=PRECISIONS, default="int8")
    standard = LcmSettings()
    parser.add_argument("--residual-scale", type=float, default=standard.residual_scale)
    parser.add_argument("--maximum-context", type=int, default=standard.maximum_context)
    parser.add_argument("--end-threshold", type=float, default=standard.end_threshold)
    return parser


if __name__ == "__main__":
    sys.exit(main())
