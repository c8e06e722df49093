"""The evaluation manifest: proof, file by file, that no held-out sentence or document is trained on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.overlaps import (
    Progress,
    Seen,
    hashed,
    held_out_keys_in,
    seen_in,
    silent,
    training_files,
)
from conceptwriter.evaluation.held_out.packed import PackCheck, check_pack
from conceptwriter.evaluation.held_out.sentences import DOCUMENT_SETS, PAIR_SET, HeldOut
from conceptwriter.evaluation.held_out.shingles import NearDuplicate, ShingleIndex
from conceptwriter.evaluation.measurements import aligned

KIND = "conceptwriter evaluation manifest"
MOST_NEAR_DUPLICATES = 0.2
"""A held-out document of which a larger share of long sentences is in training documents is a copy of the
same text. Lower shares are set phrases: most real held-out documents have none, some up to 5 %."""
FEWEST_NEAR_DUPLICATES = 3
"""Fewer matching sentences than this are coincidence."""


@dataclass(frozen=True, slots=True)
class OverlapFinding:
    """A violation."""

    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class DataCheck:
    """The manifest and its violations."""

    manifest: dict[str, Any]
    findings: list[OverlapFinding]

    def text(self) -> str:
        """A readable summary of what was checked and found."""
        found, near = self.manifest["held_out_sentences_in_training_files"], self.manifest["near_duplicates"]
        rows = [["file", "sentences", "held out"]]
        rows += [
            [str(file["file"]), str(file["sentences"]), str(file["held_out_sentences"])]
            for file in (*self.manifest["training_files"], *self.manifest["packs"])
            if file["held_out_sentences"] or "kind" in file
        ]
        counts = [len(self.manifest[name]) for name in ("training_files", "evaluation_files", "languages")]
        most = max((row["found"] / row["sentences"] for row in near["with_any"]), default=0.0)
        near_line = (
            f"{near['documents']} held-out documents, {len(near['with_any'])} of them with sentences that "
        )
        lines = [
            f"{counts[0]} training files, {counts[1]} held-out files, {counts[2]} languages",
            f"distinct held-out texts: {self.manifest['held_out_keys']}",
            f"held-out sentences in raw training files: {found['sentences']}, {found['distinct']} distinct",
            f"documents, stories or pages on both sides: {len(self.manifest['shared_identities'])}",
            near_line + f"occur almost verbatim in training documents (at most {100 * most:.1f}% of one)",
        ]
        if found["sentences"] and not self.manifest["packs"]:
            lines.append("no pack was given: that packing left those sentences out is not shown (--pack)")
        lines.append("nothing is on both sides" if not self.findings else f"{len(self.findings)} findings")
        return "\n".join([aligned(rows), *lines])

    def save(self, path: Path) -> None:
        """Write the manifest as JSON."""
        path.write_text(json.dumps(self.manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def check_data(
    data: Path,
    dev: Path,
    languages: frozenset[str] | None = None,
    packs: Sequence[Path] = (),
    tokenizer: Path | None = None,
    on_progress: Progress = silent,
) -> DataCheck:
    """Check training files and packs against the held-out sets, in some languages or all of the pairs.

    Failures: a document or story identity on both sides; a held-out document nearly contained in training
    documents; a held-out sentence in a pack. Held-out sentences in the raw files are no failure: `train data`
    leaves them out, and the packs show whether it did.

    Raises:
        CorpusError: files are missing or unreadable.
    """
    if languages is None:
        languages = frozenset(corpora.languages_of(data))
    held_out = HeldOut.of_folder(dev, languages)
    files, keys = _training(data, held_out, languages, on_progress)
    shared = _shared_identities(data, dev, languages)
    near = _near_duplicates(data, dev, languages, on_progress)
    checked = [check_pack(path, held_out, tokenizer, on_progress) for path in packs]
    manifest = {
        "kind": KIND,
        "languages": sorted(languages),
        "evaluation_files": [_described(path) for path in _held_out_files(dev)],
        "held_out_keys": len(held_out.keys),
        "training_files": files,
        "left_out_of_training": sorted(corpora.SHARE_ALIKE_FILES),
        "held_out_sentences_in_training_files": {
            "distinct": len(keys),
            "sentences": sum(int(file["held_out_sentences"]) for file in files),
            "hashed_keys": sorted(map(hashed, keys)),
        },
        "shared_identities": shared,
        "near_duplicates": {
            "documents": len(near),
            "with_any": [_near(row) for row in near if row.found],
        },
        "packs": [_packed(check) for check in checked],
    }
    return DataCheck(manifest, [*_identity_findings(shared), *_near_findings(near), *_pack_findings(checked)])


def load_seen(source: Path, dev: Path, languages: frozenset[str], on_progress: Progress = silent) -> Seen:
    """Held-out sentences that were trained on: from a saved manifest, or found in a data folder.

    Raises:
        CorpusError: it is neither.
    """
    if source.is_dir():
        return seen_in(source, HeldOut.of_folder(dev, languages), languages, on_progress)
    try:
        record = json.loads(source.read_text(encoding="utf-8"))
        if record["kind"] != KIND:
            raise ValueError(f"its kind is {record['kind']!r}")
        keys = set(record["held_out_sentences_in_training_files"]["hashed_keys"])
        for pack in record["packs"]:
            keys.update(pack["hashed_keys"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise corpora.CorpusError(
            f"{source} is neither a data folder nor a manifest of `conceptwriter evaluate data` ({problem})."
        ) from problem
    missing = languages - set(record["languages"])
    if missing:
        raise corpora.CorpusError(
            f"{source} was made without {', '.join(sorted(missing))}. Make it again with these languages."
        )
    return Seen(frozenset(keys))


# Parts


def _held_out_files(dev: Path) -> list[Path]:
    return [dev / name for name in (*DOCUMENT_SETS, PAIR_SET) if (dev / name).is_file()]


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _training(
    data: Path, held_out: HeldOut, languages: frozenset[str], on_progress: Progress
) -> tuple[list[dict[str, Any]], set[str]]:
    described: list[dict[str, Any]] = []
    all_keys: set[str] = set()
    files = training_files(data, languages)
    for done, file in enumerate(files):
        on_progress(done, len(files), f"training files read ({file.path.name})")
        count, overlapping, keys = held_out_keys_in(file.sentences(), held_out)
        all_keys |= keys
        name = file.path.relative_to(data).as_posix()
        counts = {"sentences": count, "held_out_sentences": overlapping}
        described.append({**_described(file.path), "file": name, **counts})
    return described, all_keys


def _documents(paths: Sequence[Path], languages: frozenset[str]) -> Iterator[corpora.TrainingDocument]:
    for path in paths:
        yield from corpora.documents(path, languages)


def _held_out_documents(dev: Path, languages: frozenset[str]) -> Iterator[corpora.TrainingDocument]:
    return _documents([path for path in _held_out_files(dev) if path.name != PAIR_SET], languages)


def _shared_identities(data: Path, dev: Path, languages: frozenset[str]) -> list[str]:
    """Identities of documents, stories and (parallel files) pages that are on both sides."""
    held_out: set[str] = set()
    for document in _held_out_documents(dev, languages):
        held_out |= {document.identity, document.story}
    trained: set[str] = set()
    for document in _documents(corpora.document_files(data), languages):
        trained |= {document.identity, document.story}
    for name, column in (("stories_pairs.tsv.xz", 4), ("osguide_pairs.tsv.xz", 4)):
        path = data / "parallel" / name
        if path.is_file():
            trained |= {row[column] for row in corpora.tab_rows(path) if len(row) > column}
    return sorted(held_out & trained)


def _near_duplicates(
    data: Path, dev: Path, languages: frozenset[str], on_progress: Progress
) -> list[NearDuplicate]:
    index = ShingleIndex(_held_out_documents(dev, languages))
    paths = corpora.document_files(data)
    for done, path in enumerate(paths):
        on_progress(done, len(paths), f"near-duplicates looked for ({path.name})")
        for document in corpora.documents(path, languages):
            index.show(document)
    return index.near_duplicates()


def _near(row: NearDuplicate) -> dict[str, Any]:
    return {"document": row.identity, "sentences": row.sentences, "found": row.found}


def _packed(check: PackCheck) -> dict[str, Any]:
    return {
        **_described(check.path),
        "kind": check.kind,
        "sentences": check.sentences,
        "held_out_sentences": check.overlapping,
        "hashed_keys": sorted(check.keys),
    }


def _identity_findings(shared: Sequence[str]) -> list[OverlapFinding]:
    return [
        OverlapFinding(name, "is the identity of a held-out and of a training document") for name in shared
    ]


def _near_findings(near: Sequence[NearDuplicate]) -> list[OverlapFinding]:
    return [
        OverlapFinding(
            row.identity,
            f"{row.found} of its {row.sentences} long sentences occur almost verbatim in training documents",
        )
        for row in near
        if row.found >= FEWEST_NEAR_DUPLICATES and row.share > MOST_NEAR_DUPLICATES
    ]


def _pack_findings(checked: Sequence[PackCheck]) -> list[OverlapFinding]:
    return [
        OverlapFinding(
            str(check.path),
            f"contains {check.overlapping} held-out sentences ({len(check.keys)} distinct): "
            "pack the data again, with --held-out",
        )
        for check in checked
        if check.overlapping
    ]
