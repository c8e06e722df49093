"""What to do where the loaded codec does not know a language: which other one does, and how to come by it."""

from __future__ import annotations

from collections.abc import Iterable

from conceptwriter.bundles import FoundBundle, codecs_in, find_bundles
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.engine import CodecStatus
from conceptwriter.install.catalogue import CatalogueEntry, load_catalogue
from conceptwriter.language import language_name


def on_missing_language(
    language: str,
    codec: CodecStatus,
    found: Iterable[FoundBundle] | None = None,
    catalogue: Iterable[CatalogueEntry] | None = None,
) -> str:
    """Why nothing can be said in `language` with this codec, and what would have it.

    Looks first among the installed bundles, then in the catalogue (None: those of this machine).
    """
    sentences = [f"The {codec.id} model does not know {language_name(language)}."]
    bundles = find_bundles() if found is None else found
    entries = load_catalogue().entries if catalogue is None else catalogue
    if (name := _installed(language, codec, bundles)) is not None:
        sentences.append(f"The installed model {name} does: choose it (`--bundle {name}`).")
    elif (entry := _to_install(language, entries)) is not None:
        sentences.append(f"{entry.title} does: `conceptwriter models install {entry.id}` ({_price(entry)}).")
    else:
        known = ", ".join(sorted(map(language_name, codec.languages)))
        sentences.append(f"It knows {known}. Choose one of these languages.")
    return " ".join(sentences)


def _installed(language: str, codec: CodecStatus, bundles: Iterable[FoundBundle]) -> str | None:
    for bundle in codecs_in(bundles):
        manifest = bundle.manifest
        assert manifest is not None, "only readable bundles have a codec"
        if language in manifest.languages and (manifest.name, manifest.version) != (codec.id, codec.version):
            return manifest.name
    return None


def _to_install(language: str, entries: Iterable[CatalogueEntry]) -> CatalogueEntry | None:
    return next((each for each in entries if "codec" in each.kinds and language in each.languages), None)


def _price(entry: CatalogueEntry) -> str:
    """What installing it costs, in a few words."""
    size = entry.download_bytes or entry.about_bytes
    about = "" if entry.download_bytes else "about "
    words = [
        f"{len(entry.languages)} languages",
        f"{about}{in_bytes(size, 0)} download" if size else "",
        "non-commercial licence" if any("-NC" in name for name in entry.spdx) else ", ".join(entry.spdx),
    ]
    return ", ".join(word for word in words if word)
