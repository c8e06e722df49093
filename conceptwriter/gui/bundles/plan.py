"""What the user agrees to before an installation: its source, its requirements, its licences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.bundles import load_manifest
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.bundles.facts import Fact, memory_fact, room_fact
from conceptwriter.gui.bundles.shelf import offered_key
from conceptwriter.gui.bundles.wording import download_words, size_words, translated
from conceptwriter.install.catalogue import BUNDLE_VALUE
from conceptwriter.install.importing import TranslatorFacts, is_translator_model, known_facts
from conceptwriter.install.making import bundle_for
from conceptwriter.install.offers import lacking
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from conceptwriter.bundles import FoundBundle
    from conceptwriter.gui.bundles.install_options import InstallOptions
    from conceptwriter.gui.bundles.store import BundleStore
    from conceptwriter.install.catalogue import CatalogueEntry
    from conceptwriter.install.installing import InstallStep

    Listener = Callable[[InstallStep], None]


@dataclass(frozen=True)
class ShownLicence:
    """A licence to be read and accepted."""

    spdx: str
    title: str
    concerns: str
    text: str


@dataclass(frozen=True)
class InstallPlan:
    """One installation, not started. `run` gets the accepted SPDX ids; it stops when the listener raises."""

    key: str
    """Key of its item on the shelf."""
    title: str
    facts: Callable[[], list[Fact]]
    """Read again each time: what is already downloaded changes."""
    licences: tuple[ShownLicence, ...]
    run: Callable[[Collection[str], Listener, InstallOptions], FoundBundle]
    entry: CatalogueEntry | None = None
    possible: bool = True
    narrows: bool = False
    """Whether it can be limited to some languages."""
    downloads: bool = False
    pinned: bool = False
    """Whether checksums from a first use are stored."""
    stated: TranslatorFacts | None = None
    """What a CTranslate2 model seems to be, for the user to correct; None for everything else."""


def plan_for(store: BundleStore, entry: CatalogueEntry, from_folder: Path | None = None) -> InstallPlan:
    """Install an entry of the catalogue, from the network or from files in a folder.

    Raises BundleError when a licence text is missing.
    """
    licences = tuple(
        ShownLicence(licence.spdx, licence.title, licence.concerns, store.licence_text(entry, licence))
        for licence in entry.licences
    )

    def run(accepted: Collection[str], listener: Listener, options: InstallOptions) -> FoundBundle:
        return store.install(entry, accepted, listener, options, from_folder=from_folder)

    return InstallPlan(
        offered_key(entry.id),
        f"{entry.title} {entry.version}".strip(),
        lambda: _entry_facts(store, entry, from_folder),
        licences,
        run,
        entry,
        possible=not missing_needs(store, entry) and not lacking(entry),
        narrows=entry.conversion is not None and entry.conversion.kind == "sonar",
        downloads=from_folder is None,
        pinned=bool(store.pinned(entry)),
    )


def plan_import(store: BundleStore, chosen: Path) -> InstallPlan:
    """Copy a ready-made bundle in, or a CTranslate2 model: its folder, a file in that, or a package of Argos.

    Raises BundleError, ConversionError where it is none of these.
    """
    if is_translator_model(chosen):
        return _plan_translator(store, chosen)
    folder = chosen.parent if chosen.is_file() else chosen
    if is_translator_model(folder):
        return _plan_translator(store, folder)
    manifest = load_manifest(folder)
    size = sum(file.size for file in manifest.files)
    text = _text_in(folder / manifest.licence.file)
    licence = ShownLicence(manifest.licence.spdx, manifest.licence.spdx, "", text)

    def facts() -> list[Fact]:
        return [
            Fact(translated(QT_TRANSLATE_NOOP("Models", "From folder")), str(folder)),
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Size")), size_words(size)),
            Fact(
                translated(QT_TRANSLATE_NOOP("Models", "Install location")),
                str(store.places.models / manifest.name),
            ),
            room_fact(size, store.free_bytes()),
        ]

    title = f"{manifest.title or manifest.name} {manifest.version}"

    def run(_accepted: Collection[str], listener: Listener, _options: InstallOptions) -> FoundBundle:
        return store.import_folder(folder, listener)

    return InstallPlan(f"import:{folder}", title, facts, (licence,), run)


def _plan_translator(store: BundleStore, chosen: Path) -> InstallPlan:
    known = known_facts(chosen)
    files = chosen.iterdir() if chosen.is_dir() else [chosen]
    size = sum(path.stat().st_size for path in files if path.is_file())
    place = (
        QT_TRANSLATE_NOOP("Models", "From folder") if chosen.is_dir() else QT_TRANSLATE_NOOP("Models", "File")
    )

    def facts() -> list[Fact]:
        return [
            Fact(translated(place), str(chosen)),
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Size")), size_words(size)),
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Install location")), str(store.places.models)),
            room_fact(size, store.free_bytes()),
            Fact(
                translated(QT_TRANSLATE_NOOP("Models", "For")),
                translated(
                    QT_TRANSLATE_NOOP(
                        "Models",
                        "A translation model of CTranslate2. State below what it translates and its "
                        "licence, as its publisher says. Many models name their languages themselves.",
                    )
                ),
            ),
        ]

    def run(_accepted: Collection[str], listener: Listener, options: InstallOptions) -> FoundBundle:
        return store.import_translator(chosen, options.stated or known, listener)

    return InstallPlan(f"import:{chosen}", known.title, facts, (), run, stated=known)


def _text_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConceptWriterError(
            f"The licence {file} cannot be read ({error}), so it cannot be accepted. Download the "
            "model again."
        ) from error


def missing_needs(store: BundleStore, entry: CatalogueEntry) -> list[str]:
    """Ids of what must be installed first: the bundles that its conversion reads."""
    if entry.conversion is None:
        return []
    values = entry.conversion.arguments.values()
    wanted = [value.removeprefix(BUNDLE_VALUE) for value in values if value.startswith(BUNDLE_VALUE)]
    there = store.installed() if wanted else []
    return [name for name in wanted if bundle_for(name, entry.space, there) is None]


def _entry_facts(store: BundleStore, entry: CatalogueEntry, from_folder: Path | None) -> list[Fact]:
    here = 0 if from_folder is not None else store.unfinished(entry)
    total = entry.download_bytes
    facts = []
    if missing := missing_needs(store, entry):
        titles = {other.id: other.title for other in store.catalogue().entries}
        names = ", ".join(titles.get(name, name) for name in missing)
        words = translated(QT_TRANSLATE_NOOP("Models", "Install {names} first."), names=names)
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Needs")), words, "bad"))
    if lacks := lacking(entry):
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Needs")), lacks, "bad"))
    if here:
        facts.append(
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Continues")), resumed_words(here, total), "good")
        )
    if from_folder is not None:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "From folder")), str(from_folder)))
        names = "\n".join(_found_words(from_folder, file.name) for file in entry.files)
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Files")), names))
    else:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Download")), download_words(entry)))
        name = translated(QT_TRANSLATE_NOOP("Models", "File"))
        facts += [
            Fact(name, f"{file.about or file.name}  ·  {size_words(file.size)}\n{file.url}", "hint")
            for file in entry.files
        ]
    facts.append(
        Fact(translated(QT_TRANSLATE_NOOP("Models", "Size on disk")), size_words(entry.installed_bytes))
    )
    facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Install location")), str(store.places.models)))
    coming = 0 if from_folder is not None else max(0, (total or entry.about_bytes or 0) - here)
    facts.append(room_fact(entry.installed_bytes + coming, store.free_bytes()))
    facts.append(memory_fact(entry.memory_bytes, store.memory_bytes()))
    if entry.conversion is not None:
        words = (
            QT_TRANSLATE_NOOP("Models", "The model is then tried, which takes a few seconds.")
            if entry.conversion.kind == "translator"
            else QT_TRANSLATE_NOOP(
                "Models",
                "The files are then prepared for this computer, which takes a few minutes. You can keep "
                "writing.",
            )
        )
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Afterwards")), translated(words)))
    return facts


def _found_words(folder: Path, name: str) -> str:
    file = folder / name
    if file.is_file():
        return f"{name}  ({size_words(file.stat().st_size)})"
    return translated(QT_TRANSLATE_NOOP("Models", "{name}  (not in the folder)"), name=name)


def resumed_words(here: int, total: int | None) -> str:
    """What is left of an earlier download."""
    if total is None:
        return translated(QT_TRANSLATE_NOOP("Models", "{here} already downloaded."), here=size_words(here))
    words = QT_TRANSLATE_NOOP("Models", "{here} of {total} already downloaded.")
    return translated(words, here=size_words(here), total=size_words(total))
