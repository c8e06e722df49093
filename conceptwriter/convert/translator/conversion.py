"""`convert translator`: from a folder of CTranslate2, or a package of Argos, to a bundle.

A trial run is its check.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.manifest import (
    MANIFEST_NAME,
    MANIFEST_VERSION,
    Licence,
    Manifest,
    save_manifest,
)
from conceptwriter.bundles.translator_part import MODEL_FILE, TranslatorPart
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.convert.errors import CheckFailed, ConversionError
from conceptwriter.convert.translator.argos import is_argos_package, unpack
from conceptwriter.convert.translator.languages import Languages, languages_of
from conceptwriter.convert.translator.source import ModelFolder, read_folder
from conceptwriter.language import language_name
from conceptwriter.runtime.device import default_threads
from conceptwriter.translators.contract import TranslateOptions, TranslatorError, require_ctranslate2

LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"
_CHUNK = 1 << 22
_UNPACKED = ".unpacked"
"""In the folder of the bundle, while a package is taken in."""
_TRIED = "Hello."
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")

Report = Callable[[int, int, str], None]
"""done, total, what comes next"""


@dataclass(frozen=True, slots=True)
class TranslatorConversion:
    """What to take in, and how the bundle is described."""

    model: Path
    """The folder, or `model.bin` in it, or an `.argosmodel` file."""
    out: Path
    languages: str = ""
    """See `languages`; empty: what the model itself says."""
    licence: str = ""
    """SPDX; empty: what the model's card says."""
    licence_file: Path | None = None
    name: str = ""
    version: str = ""
    """Empty: what a package says, else 1.0."""
    title: str = ""
    source: str = ""
    prefix: str = ""
    """Token that every translation begins with."""

    @property
    def folder(self) -> Path:
        """The model's folder."""
        return self.model.parent if self.model.name == MODEL_FILE else self.model


def convert_translator(wanted: TranslatorConversion, report: Report) -> dict[str, Any]:
    """Write the bundle; returns the trial's figures. Raises ConversionError, CheckFailed, OSError."""
    report(0, 1, "reading the model")
    require_runtime()
    with _as_folder(wanted, report) as unpacked:
        return _convert(unpacked, report)


def require_runtime() -> None:
    """Raises ConversionError, saying what to install, where translators cannot run."""
    try:
        require_ctranslate2()
    except TranslatorError as error:
        raise ConversionError(str(error)) from error


@contextmanager
def _as_folder(wanted: TranslatorConversion, report: Report) -> Iterator[TranslatorConversion]:
    """The same with a folder in place of a package, and with what the package says of itself."""
    if not is_argos_package(wanted.model):
        yield wanted
        return
    folder = wanted.out / _UNPACKED
    shutil.rmtree(folder, ignore_errors=True)  # of a conversion that was stopped
    try:
        report(0, 1, "unpacking")
        facts = unpack(wanted.model, folder)
        yield replace(
            wanted,
            model=folder,
            languages=wanted.languages or facts.languages,
            licence=wanted.licence or facts.licence,
            name=wanted.name or facts.name,
            title=wanted.title or facts.title,
            version=wanted.version or facts.version,
            prefix=facts.prefix,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _convert(wanted: TranslatorConversion, report: Report) -> dict[str, Any]:
    model = read_folder(wanted.folder)
    tokens = model.written if wanted.prefix else model.vocabulary
    languages = languages_of(tokens, wanted.languages, wanted.folder, prefix=wanted.prefix)
    licence = spdx_of(wanted, model)
    wanted.out.mkdir(parents=True, exist_ok=True)
    (wanted.out / MANIFEST_NAME).unlink(missing_ok=True)
    names = dict.fromkeys([*model.model_files, model.source_tokenizer, model.target_tokenizer])
    _copy(model.folder, wanted.out, list(names), report)
    (wanted.out / LICENCE_FILE).write_text(_licence_text(wanted, model, licence), encoding="utf-8")
    (wanted.out / CARD_FILE).write_text(_card(wanted, languages, licence), encoding="utf-8")
    manifest = _manifest(wanted, model, languages, licence)
    report(0, 1, "checking that it runs")  # the installer recognises this stage by the word
    figures = _try(wanted.out, manifest)
    files = [describe_file(wanted.out, name) for name in sorted([*names, LICENCE_FILE, CARD_FILE])]
    save_manifest(msgspec.structs.replace(manifest, files=files), wanted.out)
    report(1, 1, "done")
    return figures


def plain_name(named: str) -> str:
    """A name usable as a folder's: installed models are found by it."""
    return re.sub(r"[^a-z0-9.]+", "-", named.lower()).strip("-.") or "translator"


def spdx_of(wanted: TranslatorConversion, model: ModelFolder) -> str:
    """The licence. Raises ConversionError where nobody states it."""
    licence = wanted.licence or model.licence
    if not licence:
        raise ConversionError(
            f"Nothing in {wanted.folder} says under which licence the model is. Look it up where you got it, "
            "and state it (--licence): OPUS-MT's models are CC-BY-4.0, NLLB is CC-BY-NC-4.0, Firefox's "
            "are MPL-2.0, MADLAD is Apache-2.0."
        )
    if _SPDX.fullmatch(licence) is None:
        raise ConversionError(f"{licence!r} is no SPDX name of a licence, such as CC-BY-4.0.")
    return licence


def _manifest(
    wanted: TranslatorConversion, model: ModelFolder, languages: Languages, licence: str
) -> Manifest:
    """The manifest without its files."""
    name = wanted.name or plain_name(wanted.folder.resolve().name)
    return Manifest(
        manifest_version=MANIFEST_VERSION,
        name=name,
        version=wanted.version or "1.0",
        title=wanted.title or wanted.folder.resolve().name,
        kinds=["translator"],
        licence=Licence(licence, LICENCE_FILE),
        languages=sorted({*languages.sources, *languages.targets}),
        dimension=0,
        precision=model.precision,
        files=[],
        model_card=CARD_FILE,
        source=wanted.source,
        translator=TranslatorPart(
            sources=list(languages.sources),
            targets=list(languages.targets),
            model_files=list(model.model_files),
            source_tokenizer=model.source_tokenizer,
            target_tokenizer=model.target_tokenizer,
            language_tokens=dict(languages.tokens),
            tokens_at=languages.tokens_at,
            source_end=model.source_end,
            end=model.end,
        ),
    )


def _copy(folder: Path, out: Path, names: list[str], report: Report) -> None:
    """Raises ConversionError where the disk is too full, OSError."""
    total = sum((folder / name).stat().st_size for name in names)
    if shutil.disk_usage(out).free < total:
        raise ConversionError(f"{out}: the disk has too little space for {in_bytes(total)}. Free some space.")
    done = 0
    for name in names:
        if (out / name).exists() and (out / name).samefile(folder / name):
            raise ConversionError(f"{out} is the model's own folder. Choose another one.")
        with (folder / name).open("rb") as reading, (out / name).open("wb") as writing:
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
                done += len(chunk)
                report(done // _CHUNK, total // _CHUNK + 1, f"copying {name}")


def _licence_text(wanted: TranslatorConversion, model: ModelFolder, licence: str) -> str:
    file = wanted.licence_file or (model.folder / model.licence_file if model.licence_file else None)
    if file is None:
        return f"The licence of this model is {licence}: https://spdx.org/licenses/{licence}.html\n"
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConversionError(f"The licence {file} cannot be read ({error}).") from error


def _try(out: Path, manifest: Manifest) -> dict[str, Any]:
    """Load the model and have it translate a word: whether it runs, not whether it is good."""
    from conceptwriter.translators.runtime import Translator

    part = manifest.translator
    assert part is not None, "this module has just made it"
    source, target = next((a, b) for a in part.sources for b in part.targets if part.translates(a, b))
    try:
        translator = Translator(out, part, threads=default_threads())
        ((found,),) = translator.translate([_TRIED], source, target, TranslateOptions(maximum_tokens=16))
    except TranslatorError as error:
        raise CheckFailed(str(error)) from error
    return {"languages": len(manifest.languages), "tokens of the trial": found.tokens}


def _card(wanted: TranslatorConversion, languages: Languages, licence: str) -> str:
    title = wanted.title or wanted.folder.resolve().name
    source = f"\n\nSource: {wanted.source}" if wanted.source else ""
    return (
        f"# {title}\n\nA translation model of CTranslate2: {_listed(languages.sources)} into "
        f"{_listed(languages.targets)}. Licence: {licence}.{source}\n"
    )


def _listed(codes: tuple[str, ...]) -> str:
    if len(codes) > 8:
        return f"{len(codes)} languages"
    return ", ".join(language_name(code) for code in codes)
