"""List, describe, verify, install and remove models."""

from __future__ import annotations

import argparse
from typing import Any

from conceptwriter.assistant import named
from conceptwriter.bundles import FoundBundle, find_bundle, find_bundles, verify
from conceptwriter.bundles.places import verification_record
from conceptwriter.bundles.translator_defaults import known_translators, pairs_of, read_defaults
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.cli import model_catalogue
from conceptwriter.cli.arguments import add_output
from conceptwriter.cli.console import Console
from conceptwriter.cli.translators import add_use, translator_rows, use
from conceptwriter.engine import VariantStatus, variants_in
from conceptwriter.errors import ConceptWriterError


def configure(parser: argparse.ArgumentParser) -> None:
    add_output(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list all models", allow_abbrev=False)
    info = actions.add_parser("info", help="describe a model", allow_abbrev=False)
    info.add_argument("name", metavar="NAME", help="name or folder")
    variants = actions.add_parser(
        "variants",
        help="list the variants of the concept models: size, strengths, settings they use",
        allow_abbrev=False,
    )
    variants.add_argument("name", metavar="NAME", nargs="?", help="name or folder of a model (default: all)")
    check = actions.add_parser("verify", help="check size and SHA-256 of every file", allow_abbrev=False)
    check.add_argument("name", metavar="NAME", nargs="?", help="name or folder of a model (default: all)")
    using = add_use(actions)
    for action in (listing, info, variants, check, using, *model_catalogue.add_actions(actions)):
        _add_output_again(action)


def _add_output_again(parser: argparse.ArgumentParser) -> None:
    """`models list --json` and `models --json list` both read well."""
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print the result as JSON"
    )
    parser.add_argument(
        "-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="print no remarks"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    match arguments.action:
        case "list":
            return _list(console)
        case "info":
            return _info(arguments.name, console)
        case "variants":
            return _variants(arguments.name, console)
        case "verify":
            return _verify(arguments.name, console)
        case "use":
            return use(arguments.name, arguments.pair, console)
        case _:
            return model_catalogue.run(arguments, console)


def _list(console: Console) -> int:
    found = find_bundles()
    if console.as_json:
        console.json([_summary(bundle) for bundle in found])
        return 0
    known = known_translators()
    for bundle in found:
        if bundle.manifest is None:
            console.data(f"{bundle.folder.name}  damaged: {bundle.problem}")
            continue
        manifest = bundle.manifest
        size = sum(file.size for file in manifest.files)
        place = "shipped" if bundle.shipped else "installed"
        console.data(
            f"{manifest.name} {manifest.version}  {'+'.join(manifest.kinds)}  {manifest.precision}  "
            f"{in_bytes(size)}  {manifest.licence.spdx}  {place}\n    {' '.join(manifest.languages)}"
        )
        if variants := variants_in(manifest):
            console.data(f"    variants: {', '.join(named(variant) for variant in variants)}")
        for label, words in translator_rows(manifest.name, known).items():
            if words:
                console.data(f"    {label}: {words}")
    if not found:
        console.note("No model is installed. `conceptwriter models catalogue` lists what you can install.")
    return 0


def _summary(bundle: FoundBundle) -> dict[str, Any]:
    """One row of the list, the same keys for a damaged bundle as far as they are known."""
    summary: dict[str, Any] = {
        "folder": str(bundle.folder),
        "shipped": bundle.shipped,
        "problem": bundle.problem,
    }
    if (manifest := bundle.manifest) is not None:
        summary |= {
            "name": manifest.name,
            "version": manifest.version,
            "kinds": manifest.kinds,
            "precision": manifest.precision,
            "languages": manifest.languages,
            "dimension": manifest.dimension,
            "licence": manifest.licence.spdx,
            "bytes": sum(file.size for file in manifest.files),
            "variants": [_described(variant) for variant in variants_in(manifest)],
        }
        if (part := manifest.translator) is not None:
            default_for = pairs_of(manifest.name, read_defaults())
            summary |= {"sources": part.sources, "targets": part.targets, "default_for": default_for}
    return summary


def _described(variant: VariantStatus) -> dict[str, Any]:
    return {
        "name": variant.name,
        "kind": variant.kind,
        "title": variant.title,
        "good_at": variant.good_at,
        "bytes": variant.size,
        "recommended": recommended(variant),
        "maximum_context": variant.maximum_context,
    }


def recommended(variant: VariantStatus) -> dict[str, float]:
    """The settings a variant uses, as its authors recommend them."""
    return {
        name: variant.recommended[name]
        for name in variant.settings
        if name in variant.recommended
        if name != "reroll"
    }


def _variants(name: str | None, console: Console) -> int:
    bundles = [find_bundle(name)] if name is not None else find_bundles()
    manifests = [bundle.manifest for bundle in bundles if bundle.manifest is not None]
    if name is not None and not manifests:
        raise ConceptWriterError(bundles[0].problem or f"The model {name} cannot be read.")
    rows = [(manifest, variant) for manifest in manifests for variant in variants_in(manifest)]
    if console.as_json:
        console.json([{"bundle": manifest.name, **_described(variant)} for manifest, variant in rows])
        return 0
    for manifest, variant in rows:
        default = "  default" if variant == variants_in(manifest)[0] else ""
        console.data(f"{manifest.name}  {named(variant)}  {in_bytes(variant.size)}{default}")
        if variant.good_at:
            console.data(f"    {variant.good_at}")
        counting = [f"{name.replace('_', '-')} {value:g}" for name, value in recommended(variant).items()]
        console.data(f"    settings used: {', '.join(counting)}")
    if not rows:
        console.note("No installed model has a concept model.")
    return 0


def _info(name: str, console: Console) -> int:
    bundle = find_bundle(name)
    manifest = bundle.manifest
    if manifest is None:
        raise ConceptWriterError(bundle.problem or f"The model {name} cannot be read.")
    variants = variants_in(manifest)
    if console.as_json:
        files = [{"path": file.path, "bytes": file.size, "sha256": file.sha256} for file in manifest.files]
        parts = {"source": manifest.source, "citation": manifest.citation, "files": files}
        console.json(_summary(bundle) | parts)
        return 0
    rows = {
        "name": f"{manifest.name} {manifest.version}  {manifest.title}".rstrip(),
        "folder": str(bundle.folder),
        "kinds": ", ".join(manifest.kinds),
        "licence": manifest.licence.spdx,
        "precision": manifest.precision,
        "dimension": str(manifest.dimension),
        "languages": " ".join(manifest.languages),
        "variants": ", ".join(named(variant) for variant in variants),
        **translator_rows(manifest.name, known_translators()),
        "source": manifest.source,
        "citation": manifest.citation,
    }
    for label, value in rows.items():
        if value:
            console.data(f"{label:<11} {value}")
    for file in manifest.files:
        console.data(f"{file.size:>12,}  {file.sha256[:12]}  {file.path}")
    if manifest.model_card is not None:
        console.data((bundle.folder / manifest.model_card).read_text(encoding="utf-8", errors="replace"))
    return 0


def _verify(name: str | None, console: Console) -> int:
    bundles = [find_bundle(name)] if name is not None else find_bundles()
    results: list[dict[str, Any]] = []
    for bundle in bundles:
        found = [] if bundle.problem else verify(bundle.folder, verification_record())
        problems = [bundle.problem] if bundle.problem else [str(finding) for finding in found]
        results.append({"folder": str(bundle.folder), "problems": problems})
    if console.as_json:
        console.json(results)
    for result in results:
        if not console.as_json:
            console.data(
                f"{result['folder']}: {'all files are as they should be' if not result['problems'] else ''}"
            )
            for problem in result["problems"]:
                console.data(f"    {problem}")
    if not results:
        console.note("No model is installed, so there is nothing to verify.")
    return 1 if any(result["problems"] for result in results) else 0
