"""From a folder of CTranslate2 that a user has to an installed translator; the folder is not changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.bundles.places import FoundBundle, find_bundles, models_folder
from conceptwriter.bundles.translators import CODEC
from conceptwriter.convert.translator.conversion import plain_name
from conceptwriter.convert.translator.languages import guessed_from
from conceptwriter.convert.translator.source import is_model_folder, licence_in
from conceptwriter.install.conversion import CONVERTER, convert
from conceptwriter.install.making import fresh_staging
from conceptwriter.install.placing import check_files, delete, only_one, put_in_place, restore_replaced
from conceptwriter.install.steps import InstallFolders, OnProgress

__all__ = ["TranslatorFacts", "import_translator", "is_model_folder", "known_facts"]


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


def known_facts(folder: Path) -> TranslatorFacts:
    """What the names and the card in a folder suggest; quick, for a form to begin with."""
    return TranslatorFacts(guessed_from(folder.name), licence_in(folder), folder.resolve().name)


def import_translator(
    folder: Path,
    facts: TranslatorFacts,
    on_progress: OnProgress,
    places: InstallFolders | None = None,
    converter: str = CONVERTER,
) -> FoundBundle:
    """Copy a CTranslate2 model into the models folder and try it.

    `on_progress` may raise to stop it. Raises BundleError (ConversionFailed), saying what is missing.
    """
    places = places or InstallFolders()
    name = facts.name or plain_name(folder.resolve().name)
    _refuse_other_kinds(name, places)
    with only_one(places.models, name) as lock:
        restore_replaced(places.models, name)
        staging = fresh_staging(places, name)
        try:
            convert(
                [*_words(folder, facts, name), "--out", str(staging), "--progress"],
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


def _words(folder: Path, facts: TranslatorFacts, name: str) -> list[str]:
    """The converter's arguments, except for the destination."""
    words = ["translator", "--model", str(folder.resolve())]
    for option, value in {**asdict(facts), "name": name}.items():
        if value:
            words.append(f"--{option.replace('_', '-')}={value}")
    return words
