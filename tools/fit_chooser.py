"""Fit what chooses between drafts: the model of sentence order, and the weights of all features.

    python tools/fit_chooser.py order DATA OUT
    alias places="python tools/fit_chooser.py places"
    places DATA/documents VOICE OUT/all.jsonl --count 400 --held-out
    places DATA/documents VOICE OUT/openstax.jsonl --held-out --only openstax
    places DATA/documents VOICE OUT/tales.jsonl --held-out --only stories.jsonl
    places DATA/dev VOICE OUT/books.jsonl --only books
    python tools/fit_chooser.py fit OUT/{all,openstax,tales,books}.jsonl --fitted 3 --out OUT

`order` writes OUT/order-eng_Latn.npz from nine tenths of the English documents. `places` draws places (with
--held-out from the other tenth) and records the features of the true sentence, of four later ones of the
document, and of drafts of VOICE, an installed bundle; if interrupted, it resumes when run again. `fit`
writes OUT/weights.json from the first file (--fitted N: the first N), prints accuracy and reliability for
all, and draws the latter. Most documents are chapters of books: fitted on those alone, the weights fail on
expository text.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from conceptwriter.engine import BundleChoice, Engine  # noqa: E402  (found only now)
from conceptwriter.evaluation.held_out.corpora import TrainingDocument, document_files  # noqa: E402
from conceptwriter.evaluation.reliability import reliability_svg  # noqa: E402
from conceptwriter.evaluation.systems.choice_places import (  # noqa: E402
    FEATURES,
    LANGUAGE,
    ChoicePlace,
    documents_with_places,
    features_of,
)
from conceptwriter.language.sentence_order import SentenceOrder  # noqa: E402
from conceptwriter.training.choosing.fitting import (  # noqa: E402
    Choice,
    FitRecipe,
    accuracy,
    fit,
    reliability,
)
from conceptwriter.training.choosing.order import OrderRecipe, train_order  # noqa: E402

SHIPPED_ORDER = ROOT / "resources" / "chooser" / f"order-{LANGUAGE}.npz"
HELD_OUT = 10


def make_order(data: Path, out: Path, steps: int) -> None:
    kept = [
        each for number, each in enumerate(documents_with_places(document_files(data))) if number % HELD_OUT
    ]
    sentences = [[text for part in each.paragraphs for text in part] for each in kept]
    network = train_order(sentences, OrderRecipe(steps=steps), lambda step, loss: print(step, round(loss, 3)))
    network.save(out / f"order-{LANGUAGE}.npz")


def held_out_documents(folder: Path, only: str) -> list[TrainingDocument]:
    """Of a folder of training documents those that `order` leaves out, from the files that are named so."""
    files = [(file, each) for file in document_files(folder.parent) for each in documents_with_places([file])]
    return [each for number, (file, each) in enumerate(files) if not number % HELD_OUT and only in file.name]


def _named(folder: Path, only: str) -> list[Path]:
    return [file for file in sorted(folder.glob("*.jsonl.gz")) if only in file.name]


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
    found = held_out_documents(folder, only) if held_out else documents_with_places(_named(folder, only))
    chance, done = random.Random(seed), sum(1 for _ in out.open()) if out.exists() else 0
    model = SentenceOrder(order)
    with Engine(bundles, device="cpu") as engine, out.open("a") as lines:
        for number in range(count):
            place = ChoicePlace.drawn(chance.choice(found), chance)
            if number >= done:
                lines.write(json.dumps(features_of(place, engine, model)) + "\n")
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
    places.add_argument("--only", default="", help="only files whose names contain this")
    places.add_argument("--held-out", action="store_true")
    places.add_argument("--seed", type=int, default=1)
    places.add_argument("--models", type=Path, default=ROOT / "models" / "starter")
    places.add_argument("--order", type=Path, default=SHIPPED_ORDER)
    fitting = parts.add_parser("fit")
    fitting.add_argument("files", type=Path, nargs="+")
    fitting.add_argument("--fitted", type=int, default=1, help="fit on the first N files")
    fitting.add_argument("--out", type=Path, required=True)
    fitting.add_argument(
        "--voice", default="", help="the bundle whose probabilities may be shown (default: none)"
    )
    given = parser.parse_args()
    if given.part == "order":
        make_order(given.data, given.out, given.steps)
    elif given.part == "places":
        bundles = BundleChoice(given.models, given.models, voice=given.voice)
        gather(
            given.folder, bundles, given.order, given.out, given.count, given.only, given.held_out, given.seed
        )
    else:
        fitted = fit(
            [each for file in given.files[: given.fitted] for each in choices_in(file)], FEATURES, FitRecipe()
        )
        fitted.save(given.out / "weights.json", given.voice)
        for file in given.files:
            choices = list(choices_in(file))
            error, bins = reliability(fitted, choices)
            right = accuracy(fitted, choices)
            reliability_svg(
                bins,
                given.out / f"{file.stem}-reliability.svg",
                f"{file.stem}: {len(choices)} places",
                told="chance told",
                observed="share that was the author's own",
            )
            print(f"{file.stem}: {len(choices)} places, true first {right:.3f}, ECE {error:.3f}")
            for each in bins:
                print("   ", {name: round(value, 3) for name, value in asdict(each).items()})


if __name__ == "__main__":
    main()
