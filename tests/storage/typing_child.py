"""Writes on and on, and says after each step which revision is safe; the parent kills it when it likes."""

from __future__ import annotations

import random
import sys

from conceptwriter.outline import ROOT, Draft, EditError, Kind, edits
from conceptwriter.storage import Project


def main(path: str, seed: int) -> None:
    chance = random.Random(seed)
    project = Project.open(path)
    document = project.document
    counter = 0
    while True:
        counter += 1
        concepts = list(document.concepts())
        node = chance.choice(concepts)
        try:
            match chance.randrange(8):
                case 0:
                    operation = edits.split(document, node, chance.randrange(8))
                case 1:
                    operation = edits.merge_with_previous(document, node)
                case 2:
                    draft = Draft(Kind.SECTION, f"S{counter}", children=[Draft(Kind.PARAGRAPH, "p")])
                    operation = edits.add_subtree(document, ROOT, 0, draft)
                case 3 if len(concepts) > 5:
                    operation = edits.delete(document, [node])
                case _:
                    text = f"{counter} " + "word " * chance.randrange(40)
                    operation = edits.edit_text(document, node, text)
        except EditError:
            continue
        notice = project.undo() if chance.random() < 0.1 else project.perform(operation)
        if notice is not None:
            sys.stdout.write(f"{document.revision} {document.text(node) if node in document else ''}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
