"""Make what chooses between drafts anew: the model of sentence order, and the weights of all signs.

    python tools/fit_chooser.py order ../shared/data OUT
    python tools/fit_chooser.py places ../shared/data/documents VOICE OUT/train.jsonl --count 700 --held-out
    python tools/fit_chooser.py places ../shared/data/dev VOICE OUT/books.jsonl --count 220 --only books
    python tools/fit_chooser.py fit OUT/train.jsonl OUT/books.jsonl ... --out OUT

`order` writes OUT/order-eng_Latn.npz from nine tenths of the English documents. `places` draws places (with
--held-out from the other tenth) and writes down the signs of the true sentence, of four later ones of the
document, and of drafts of VOICE, an installed bundle; it can be stopped and goes on. `fit` writes
OUT/weights.json from the first file and prints accuracy and reliability for all of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from conceptwriter.assistant.evidence import PlaceInWords, gathered  # noqa: E402  (found only now)
from conceptwriter.engine import (  # noqa: E402
    BundleChoice,
    DraftSettings,
    Encode,
    Engine,
    Kind,
    Likelihoods,
    Sample,
    SampleSettings,
    WriteDrafts,
)
from conceptwriter.language.cohesion import COUNTED  # noqa: E402
from conceptwriter.language.sentence_order import SentenceOrder  # noqa: E402
from conceptwriter.training.choosing.fitting import (  # noqa: E402
    OTHERS,
    Choice,
    FitRecipe,
    accuracy,
    fit,
    reliability,
)
from conceptwriter.training.choosing.order import OrderRecipe, train_order  # noqa: E402
from conceptwriter.training.corpora import TrainingDocument, document_files, documents  # noqa: E402

LANGUAGE = "eng_Latn"
SHIPPED_ORDER = ROOT / "resources" / "chooser" / f"order-{LANGUAGE}.npz"
SIGNS = ("likelihood", "gain", "order", "direction", *COUNTED)
HELD_OUT = 10
FEWEST_SENTENCES = 12
CONTEXT = 24
"""Sentences before a place that the concept model reads."""
PROMPT = 1100
"""Characters before a place that the voice reads."""
DRAFTS = 6
LONGEST = 240


def read(files: Sequence[Path]) -> list[TrainingDocument]:
    found = [each for file in files for each in documents(file, frozenset({LANGUAGE}))]
    return [each for each in found if sum(map(len, each.paragraphs)) >= FEWEST_SENTENCES]


def make_order(data: Path, out: Path, steps: int) -> None:
    kept = [each for number, each in enumerate(read(document_files(data))) if number % HELD_OUT]
    sentences = [[text for part in each.paragraphs for text in part] for each in kept]
    network = train_order(sentences, OrderRecipe(steps=steps), lambda step, loss: print(step, round(loss, 3)))
    network.save(out / f"order-{LANGUAGE}.npz")


class Place:
    """A place in a document, and what may come there: the true sentence first."""

    def __init__(self, document: TrainingDocument, chance: random.Random) -> None:
        told = [(text, number) for number, part in enumerate(document.paragraphs) for text in part]
        here = chance.randrange(1, len(told) - OTHERS)
        others = chance.sample(range(here + 1, len(told)), OTHERS)
        self.title = document.title
        self.before = told[:here]
        self.candidates = [told[here][0], *(told[place][0] for place in others)]
        self.is_new = told[here][1] != told[here - 1][1]
        self.seed = chance.randrange(1 << 30)

    def prompt(self) -> str:
        text = ""
        for (sentence, part), (_, part_before) in zip(
            self.before, [(None, None), *self.before], strict=False
        ):
            text += ("" if not text else " " if part == part_before else "\n\n") + sentence
        if len(text) > PROMPT:
            text = text[-PROMPT:].partition(" ")[2]
        return self.heading() + text + ("\n\n" if self.is_new else "")

    def heading(self) -> str:
        return f"{self.title}\n\n" if self.title else ""


def signs_of(place: Place, engine: Engine, order: SentenceOrder) -> dict[str, list[float]]:
    prompt = place.prompt()
    request = WriteDrafts(prompt, DRAFTS, LANGUAGE, DraftSettings(maximum_tokens=40), place.seed)
    drafts = [each for each in engine.submit(request).result() if each.finished and each.text]
    gap = "" if place.is_new else " "
    given = tuple(gap + text for text in place.candidates)
    after = [*engine.submit(Likelihoods(prompt, given)).result(), *(each.likelihood for each in drafts)]
    texts = [*place.candidates, *(each.text for each in drafts)]
    alone = engine.submit(Likelihoods(place.heading() or "\n\n", tuple(texts))).result()
    last = place.before[-CONTEXT:]
    read_texts = [text[:LONGEST] for text, _ in last]
    title = [place.title[:LONGEST]] if place.title else []
    rows = engine.submit(
        Encode((*title, *read_texts, *(text[:LONGEST] for text in texts)), LANGUAGE)
    ).result()
    start = len(title) + len(read_texts)
    vectors, kinds = _sequence(rows[:start], bool(title), [part for _, part in last], place.is_new)
    sampled = engine.submit(Sample(vectors, kinds, 5, SampleSettings(), 0, None)).result()
    found = gathered(
        PlaceInWords((place.title,) if place.title else (), tuple(text for text, _ in place.before)),
        texts,
        likelihoods=np.array(after, np.float32),
        alone=alone,
        order=order,
        vectors=rows[start:],
        sampled=sampled,
    )
    return {name: [round(float(value), 5) for value in found[name]] for name in SIGNS if name in found}


def _sequence(rows: Any, has_title: bool, parts: Sequence[int], is_new: bool) -> tuple[Any, Any]:
    """As the concept model reads it: the title, then the sentences, breaks between paragraphs."""
    vectors = [rows[0]] if has_title else []
    kinds = [Kind.PLAN] if has_title else []
    for number, row in enumerate(rows[int(has_title) :]):
        if number and parts[number] != parts[number - 1]:
            vectors.append(np.zeros_like(row))
            kinds.append(Kind.BREAK)
        vectors.append(row)
        kinds.append(Kind.CONCEPT)
    if is_new:
        vectors.append(np.zeros_like(rows[0]))
        kinds.append(Kind.BREAK)
    return np.stack(vectors).astype(np.float32), np.array(kinds, np.int64)


def gather(
    folder: Path,
    bundles: BundleChoice,
    order: Path,
    out: Path,
    count: int,
    only: str,
    held_out: bool,
    seed: int,
) -> None:
    files = [file for file in sorted(folder.glob("*.jsonl.gz")) if only in file.name]
    found = read(files)
    if held_out:
        found = [
            each for number, each in enumerate(read(document_files(folder.parent))) if not number % HELD_OUT
        ]
    chance, done = random.Random(seed), sum(1 for _ in out.open()) if out.exists() else 0
    model = SentenceOrder(order)
    with Engine(bundles, device="cpu") as engine, out.open("a") as lines:
        for number in range(count):
            place = Place(chance.choice(found), chance)
            if number >= done:
                lines.write(json.dumps(signs_of(place, engine, model)) + "\n")
                lines.flush()
                print(f"\r{number + 1} of {count}", end="", file=sys.stderr)


def choices_in(file: Path) -> Iterator[Choice]:
    for line in file.open():
        yield Choice(json.loads(line))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = parser.add_subparsers(dest="part", required=True)
    order = parts.add_parser("order")
    order.add_argument("data", type=Path)
    order.add_argument("out", type=Path)
    order.add_argument("--steps", type=int, default=OrderRecipe().steps)
    places = parts.add_parser("places")
    places.add_argument("folder", type=Path)
    places.add_argument("voice", type=Path)
    places.add_argument("out", type=Path)
    places.add_argument("--count", type=int, default=220)
    places.add_argument("--only", default="", help="a part of the names of the files")
    places.add_argument("--held-out", action="store_true")
    places.add_argument("--seed", type=int, default=1)
    places.add_argument("--models", type=Path, default=ROOT / "models" / "starter")
    places.add_argument(
        "--order", type=Path, default=ROOT / "resources" / "chooser" / f"order-{LANGUAGE}.npz"
    )
    fitting = parts.add_parser("fit")
    fitting.add_argument("files", type=Path, nargs="+")
    fitting.add_argument("--out", type=Path, required=True)
    fitting.add_argument("--voice", default="", help="the bundle whose chances may be shown; none without it")
    given = parser.parse_args()
    if given.part == "order":
        make_order(given.data, given.out, given.steps)
    elif given.part == "places":
        bundles = BundleChoice(given.models, given.models, voice=given.voice)
        gather(
            given.folder, bundles, given.order, given.out, given.count, given.only, given.held_out, given.seed
        )
    else:
        fitted = fit(list(choices_in(given.files[0])), SIGNS, FitRecipe())
        fitted.save(given.out / "weights.json", given.voice)
        for file in given.files:
            choices = list(choices_in(file))
            error, bins = reliability(fitted, choices)
            right = accuracy(fitted, choices)
            print(f"{file.stem}: {len(choices)} places, true first {right:.3f}, ECE {error:.3f}")
            for each in bins:
                print("   ", {name: round(value, 3) for name, value in asdict(each).items()})


if __name__ == "__main__":
    main()
