"""The process that runs SaT: `python -m conceptwriter.sat.child FOLDER`.

Each line of standard input is a JSON list of texts; each line of standard output is the answer to one,
`{"starts": [[...], ...]}` or `{"error": "..."}`. It ends with its input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from conceptwriter.errors import ConceptWriterError


def main(folder: Path) -> None:
    """Answer until the input ends."""
    from conceptwriter.sat.model import SatModel

    model: SatModel | None = None
    for line in sys.stdin:
        answer: dict[str, Any]
        try:
            model = model or SatModel(folder)
            answer = {"starts": model.starts(json.loads(line))}
        except (ConceptWriterError, MemoryError) as error:
            answer = {"error": str(error) or "There is not enough memory for the sentence splitter SaT."}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
