from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from conceptwriter.codec.pieces import END, PAD, load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.batches import BatchPlan, cut_by_cost, framed
from conceptwriter.training.packing import Pack, PackBuilder
from tests.training.conftest import LANGUAGES, PAIRS


def test_a_sentence_is_stored_once_and_comes_back(pack: Pack, tokenizer_path: Path) -> None:
    assert len(pack.offsets) - 1 == 2 * len(PAIRS)
    assert len(pack.pairs) == len(pack.singles) == len(PAIRS)
    tokenizer = load_tokenizer(tokenizer_path)
    first, second = pack.pairs[2]
    texts = [tokenizer.decode(pack.sentence(int(index)).tolist()) for index in (first, second)]
    assert texts == list(PAIRS[2])
    assert pack.language_codes[pack.languages[second]] == "fra_Latn"


def test_over_long_and_empty_sentences_are_left_out(tokenizer_path: Path) -> None:
    builder = PackBuilder(load_tokenizer(tokenizer_path), LANGUAGES, 5)
    builder.add_pair(CorpusSentence("a" * 40, "eng_Latn"), CorpusSentence("b", "fra_Latn"))
    builder.add_single(CorpusSentence("", "eng_Latn"))
    built = builder.build()
    assert len(built.pairs) == len(built.singles) == 0


def test_a_mirrored_pair_counts_once(tokenizer_path: Path) -> None:
    builder = PackBuilder(load_tokenizer(tokenizer_path), LANGUAGES, 60)
    english, french = CorpusSentence("The sea.", "eng_Latn"), CorpusSentence("La mer.", "fra_Latn")
    builder.add_pair(english, french)
    builder.add_pair(french, english)
    assert len(builder.build().pairs) == 1


def test_save_and_load(pack: Pack, tmp_path: Path) -> None:
    pack.save(tmp_path / "pack.npz")
    loaded = Pack.load(tmp_path / "pack.npz")
    assert loaded.language_codes == pack.language_codes
    assert np.array_equal(loaded.tokens, pack.tokens)
    assert np.array_equal(loaded.pairs, pack.pairs)


def test_limited_keeps_only_short_pairs(pack: Pack) -> None:
    limit = int(np.median(pack.lengths()))
    short = pack.limited(limit)
    assert 0 < len(short.pairs) < len(pack.pairs)
    assert (pack.lengths()[short.pairs] <= limit).all()


def test_framed_rows_have_tag_end_and_padding(pack: Pack) -> None:
    matrix = framed(pack, pack.pairs[:, 1])
    assert (matrix[:, 0] == 5).all()
    for row, index in zip(matrix, pack.pairs[:, 1], strict=True):
        length = int(pack.lengths()[index])
        assert row[length + 1] == END
        assert (row[length + 2 :] == PAD).all()


def test_cuts_cover_everything_within_the_budget() -> None:
    costs = np.array([2, 3, 3, 5, 8, 9, 9, 30])
    cuts = cut_by_cost(costs, 20)
    assert [i for cut in cuts for i in range(cut.start, cut.stop)] == list(range(len(costs)))
    for cut in cuts:
        rows = cut.stop - cut.start
        assert rows == 1 or rows * costs[cut.stop - 1] <= 20


def test_skipping_gives_the_same_batches_as_going_through(pack: Pack) -> None:
    plan = BatchPlan(pack, 60, 0.6, seed=3)
    through = plan.batches()
    skipped = [next(through) for _ in range(9)][5:]
    jumped = BatchPlan(pack, 60, 0.6, seed=3).batches(skip=5)
    for expected in skipped:
        found = next(jumped)
        assert torch.equal(found.first, expected.first)
        assert (found.second is None) == (expected.second is None)


def test_the_share_of_pair_batches_is_kept(pack: Pack) -> None:
    batches = BatchPlan(pack, 60, 0.25, seed=1).batches()
    kinds = [next(batches).second is not None for _ in range(40)]
    assert sum(kinds) == 10
