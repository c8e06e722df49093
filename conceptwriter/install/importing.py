"""From a CTranslate2 model that a user has, a folder or a package of Argos, to an installed translator."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.bundles.places import FoundBundle, find_bundles, models_folder
from conceptwriter.bundles.translators import CODEC
from conceptwriter.convert.translator.argos import ENDING as PACKAGE_ENDING
from conceptwriter.convert.translator.argos import is_argos_package, read_package
from conceptwriter.convert.translator.conversion import plain_name
from conceptwriter.convert.translator.languages import guessed_from
from conceptwriter.convert.translator.source import is_model_folder, licence_in
from conceptwriter.install.conversion import CONVERTER, convert
from conceptwriter.install.making import fresh_staging
from conceptwriter.install.placing import check_files, delete, only_one, put_in_place, restore_replaced
from conceptwriter.install.steps import InstallFolders, OnProgress

__all__ = ["PACKAGE_ENDING", "TranslatorFacts", "import_translator", "is_translator_model", "known_facts"]


@dataclass(frozen=True, slots=True)
class TranslatorFacts:
    """What a user states of a model; empty: what the model itself says."""

    languages: str = ""
    """Such as `en>fr`, see `convert.translator.languages`."""
    licence: str = ""
    """SPDX."""
    title: str = ""
    name: str = ""
    version: str = ""
    source: str = ""
    """Where it comes from."""
    licence_file: Path | None = None


def is_translator_model(path: Path) -> bool:
    """Whether this is a folder of CTranslate2 or a package of Argos."""
    return is_argos_package(path) or is_model_folder(path)


def known_facts(path: Path) -> TranslatorFacts:
    """What a package says, or names and card of a folder suggest; quick, for a form to begin with.

    Raises ConversionError for a package that is not usable.
    """
    if not is_argos_package(path):
        return TranslatorFacts(guessed_from(path.name), licence_in(path), path.resolve().name)
    said = read_package(path)
    return TranslatorFacts(said.languages, said.licence, said.title, said.name, said.version)


def import_translator(
    path: Path,
    facts: TranslatorFacts,
    on_progress: OnProgress,
    places: InstallFolders | None = None,
    converter: str = CONVERTER,
) -> FoundBundle:
    """Copy a CTranslate2 model into the models folder and try it; what the user has is not changed.

    `on_progress` may raise to stop it. Raises BundleError (ConversionFailed), ConversionError, saying what is
    missing.
    """
    places = places or InstallFolders()
    if is_argos_package(path):
        facts = _completed(facts, known_facts(path))
    name = facts.name or plain_name(path.resolve().name)
    _refuse_other_kinds(name, places)
    with only_one(places.models, name) as lock:
        restore_replaced(places.models, name)
        staging = fresh_staging(places, name)
        try:
            convert(
                [*_words(path, facts, name), "--out", str(staging), "--progress"],
                on_progress,
                module=converter,
                lock=lock,
            )
            destination = places.models / name
            check_files(staging, on_progress, places.verified, "install", destination=destination)
        except BaseException:
            delete(staging)
            raise
        place = put_in_place(places.models, name)
    return FoundBundle(place, False, load_manifest(place), None)


def _completed(facts: TranslatorFacts, known: TranslatorFacts) -> TranslatorFacts:
    """What the user states, and for the rest what the package says."""
    return replace(known, **{name: value for name, value in asdict(facts).items() if value})


def _refuse_other_kinds(name: str, places: InstallFolders) -> None:
    """A translator must not take the place of a codec that happens to have its name."""
    if name == CODEC:
        raise BundleError(f"{CODEC!r} stands for the program's own model. Choose another name with --name.")
    for bundle in find_bundles([places.models, models_folder()]):
        manifest = bundle.manifest
        if manifest is not None and manifest.name == name and "translator" not in manifest.kinds:
            raise BundleError(
                f"There is a model called {name!r} already, and it is no translator. Choose another name "
                "with --name."
            )


def _words(path: Path, facts: TranslatorFacts, name: str) -> list[str]:
    """The converter's arguments, except for the destination."""
    words = ["translator", "--model", str(path.resolve())]
    for option, value in {**asdict(facts), "name": name}.items():
        if value:
            words.append(f"--{option.replace('_', '-')}={value}")
    return words
