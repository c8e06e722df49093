"""Embedding documents once for all LCM variants: ``conceptwriter train embed CODEC DATA DOCUMENTS.npz``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusError, TrainingDocument
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.prepare import held_out_of
from conceptwriter.training.lcm.document_embedding import embed
from conceptwriter.training.processes import find_device
from conceptwriter.training.run_arguments import guarded
from conceptwriter.training.shards import ShardColumns, is_shard_folder, read_shards

DOCUMENTS_FILE = "documents.npz"
NO_CODEC = "none"
"""Given instead of a codec's run folder for shards in a foreign space."""


@dataclass(frozen=True, slots=True)
class EmbedConfig:
    """Which documents are embedded."""

    languages: tuple[str, ...] = ()
    """FLORES-200 codes; empty takes those the codec knows."""
    files: tuple[str, ...] = ()
    """Document files by name without ``.jsonl.gz``; empty takes all but share-alike ones."""
    most: int = 1_000_000
    """Maximum documents per file."""
    longest: int = 200
    """Characters of a sentence; longer ones are left out."""
    fewest: int = 4
    """Sentences of a document; shorter ones are left out."""
    held_out: Path | None = None
    """Folder of held-out sets; None takes ``dev`` in the data folder."""
    columns: ShardColumns = field(default_factory=ShardColumns)
    device: str = "auto"
    threads: int = 2


def embed_folder(codec: TorchCodec | None, data: Path, out: Path, config: EmbedConfig) -> EmbeddedDocuments:
    """Embed the documents of a data folder, or take the vectors of Parquet shards, and write them to ``out``.

    Raises:
        CorpusError: there is too little text, or a file cannot be read.
    """
    torch.set_num_threads(config.threads)
    if is_shard_folder(data):
        held_out = held_out_of(data, config.held_out, frozenset(config.languages or ["eng_Latn"]))
        found = read_shards(data, config.columns, codec, held_out, config.fewest, _Progress("shards"))
    else:
        if codec is None:
            raise CorpusError(f"{data} contains texts, not vectors: name the codec that is to embed them.")
        codec.model.to(find_device(config.device))
        languages = frozenset(config.languages or codec.languages)
        held_out = held_out_of(data, config.held_out, languages)
        documents = chosen_documents(data, languages, config)
        found = embed(codec, documents, config.longest, config.fewest, held_out, _Progress("texts embedded"))
    if len(found.starts) < 2:
        raise CorpusError(
            f"{data} has no document of at least {config.fewest} sentences of up to {config.longest} "
            "characters in the codec's languages. Add text, or name languages with --languages."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"part-{out.name}")
    found.save(part)
    part.replace(out)
    print(f"{out}: {len(found.starts) - 1} documents, {len(found.kinds)} items", flush=True)
    return found


def chosen_documents(
    data: Path, languages: frozenset[str], config: EmbedConfig
) -> Iterator[TrainingDocument]:
    """Documents of the wanted files and languages, at most this many per file."""
    names = {path.name.removesuffix(".jsonl.gz"): path for path in corpora.document_files(data)}
    unknown = sorted(set(config.files) - set(names))
    if unknown:
        raise CorpusError(
            f"{data / 'documents'} has no file {unknown[0]}.jsonl.gz; it has: {', '.join(names) or 'none'}."
        )
    for name, path in names.items():
        if not config.files or name in config.files:
            for count, document in enumerate(corpora.documents(path, languages)):
                if count == config.most:
                    break
                yield document


class _Progress:
    """A line every ten seconds."""

    def __init__(self, what: str) -> None:
        self._what, self._begin = what, time.monotonic()
        self._last_report = self._begin

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last_report >= 10:
            self._last_report = now
            left = (now - self._begin) / done * (total - done)
            print(f"{done:,} of {total:,} {self._what}, about {left:.0f} s left", flush=True)


def load_codec(name: str) -> TorchCodec | None:
    """The codec of a run folder; None for the word ``none``. Raises CheckpointError."""
    return None if name == NO_CODEC else TorchCodec.load(Path(name))


def add_embed_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say which documents are embedded."""
    standard = EmbedConfig()
    group = parser.add_argument_group("the documents")
    group.add_argument("--languages", nargs="+", default=[], help="FLORES-200 codes (default: the codec's)")
    group.add_argument("--files", nargs="+", default=[], help="document files by name (default: all)")
    group.add_argument("--most", type=int, default=standard.most, help="documents a file")
    group.add_argument("--longest", type=int, default=standard.longest, help="characters of a sentence")
    group.add_argument("--held-out", type=Path, help="folder of held-out sets (default: DATA/dev)")
    group.add_argument("--sentences-column", default=standard.columns.sentences, help="of Parquet shards")
    group.add_argument("--vectors-column", default=standard.columns.vectors, help="of Parquet shards")
    group.add_argument("--language-column", default="", help="of Parquet shards (default: none)")


def embed_config(arguments: argparse.Namespace) -> EmbedConfig:
    """What was given on the command line."""
    return replace(
        EmbedConfig(),
        languages=tuple(arguments.languages),
        files=tuple(arguments.files),
        most=arguments.most,
        longest=arguments.longest,
        held_out=arguments.held_out,
        columns=ShardColumns(arguments.sentences_column, arguments.vectors_column, arguments.language_column),
        device=arguments.device,
        threads=arguments.threads,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done, 1 when it cannot be."""
    parser = argparse.ArgumentParser(prog="conceptwriter train embed", description=__doc__)
    parser.add_argument("codec", help="run folder of the codec; `none` for shards of a foreign space")
    parser.add_argument("data", type=Path, help="folder of documents or of Parquet shards")
    parser.add_argument("out", type=Path, help="file for the embedded documents, .npz")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=2)
    add_embed_arguments(parser)
    arguments = parser.parse_args(words)

    def command() -> None:
        if arguments.out.suffix != ".npz":
            raise ConceptWriterError(f"{arguments.out}: the file for the documents must end in .npz.")
        embed_folder(load_codec(arguments.codec), arguments.data, arguments.out, embed_config(arguments))

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())
