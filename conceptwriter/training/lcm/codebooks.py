"""Residual vector quantisation: codebooks by k-means, each of what the ones before left over.

(Large Concept Models, section 2.3.5; the paper used FAISS, here a few lines are enough.)
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

CHUNK_ROWS = 8192


def nearest(vectors: Tensor, centroids: Tensor) -> tuple[Tensor, Tensor]:
    """Index (n,) of the nearest centroid (k, d) of each vector (n, d), and its squared distance (n,)."""
    indices: list[Tensor] = []
    distances: list[Tensor] = []
    lengths = centroids.square().sum(dim=1)
    for part in vectors.split(CHUNK_ROWS):
        found = torch.addmm(lengths, part, centroids.T, alpha=-2).min(dim=1)
        indices.append(found.indices)
        distances.append((found.values + part.square().sum(dim=1)).clamp(min=0))
    return torch.cat(indices), torch.cat(distances)


def k_means(vectors: Tensor, count: int, rounds: int, draw: Generator) -> Tensor:
    """Centroids (count, d) of vectors (n, d) by Lloyd's algorithm, begun at random vectors.

    A centroid that loses all its vectors moves to one of those farthest from theirs. With fewer vectors than
    centroids some vectors are centroids twice.
    """
    begin = torch.randperm(len(vectors), generator=draw).to(vectors.device)
    centroids = vectors[begin.repeat(-(-count // len(begin)))[:count]].clone()
    for _ in range(rounds):
        index, distance = nearest(vectors, centroids)
        sizes = torch.bincount(index, minlength=count)
        sums = torch.zeros_like(centroids).index_add_(0, index, vectors)
        centroids = sums / sizes.clamp(min=1)[:, None]
        empty = (sizes == 0).nonzero()[:, 0][: len(vectors)]
        centroids[empty] = vectors[distance.topk(len(empty)).indices]
    return centroids


def residual_codebooks(vectors: Tensor, levels: int, entries: int, rounds: int, draw: Generator) -> Tensor:
    """Codebooks (levels, entries, d) for vectors (n, d), rounded to float16, as bundles store them."""
    rest = vectors.clone()
    books: list[Tensor] = []
    for _ in range(levels):
        book = k_means(rest, entries, rounds, draw).half().float()
        rest -= book[nearest(rest, book)[0]]
        books.append(book)
    return torch.stack(books)


def quantised(vectors: Tensor, codebooks: Tensor) -> tuple[Tensor, Tensor]:
    """Greedy codes (n, levels) of vectors (n, d); sums (n, levels + 1, d) of the first 0, 1, ... units."""
    rest = vectors.clone()
    codes: list[Tensor] = []
    sums = [torch.zeros_like(vectors)]
    for book in codebooks:
        index, _ = nearest(rest, book)
        unit = book[index]
        rest -= unit
        codes.append(index)
        sums.append(sums[-1] + unit)
    return torch.stack(codes, dim=1), torch.stack(sums, dim=1)
