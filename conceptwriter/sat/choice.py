"""Which splitter a user asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from conceptwriter.bundles import find_bundles
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.places import FoundBundle
from conceptwriter.language import RuleSplitter, SentenceSplitter
from conceptwriter.sat.client import SatSplitter

SplitterName = Literal["rules", "sat"]
SPLITTERS: tuple[str, ...] = get_args(SplitterName)


def installed_sat() -> FoundBundle | None:
    """The first usable bundle with a splitter; the user's own come first."""
    usable = (bundle for bundle in find_bundles() if bundle.manifest is not None)
    return next((bundle for bundle in usable if bundle.manifest and bundle.manifest.splitter), None)


@contextmanager
def splitter_named(name: str) -> Iterator[SentenceSplitter]:
    """The splitter of this name; its process ends with the context.

    Raises BundleError when it is not installed, saying how to install it.
    """
    if name == "rules":
        yield RuleSplitter()
        return
    found = installed_sat()
    if found is None:
        raise BundleError(
            "SaT, the model that splits sentences, is not installed. Install it under Tools › Models or with "
            "`conceptwriter models install sat-3l-sm`, or choose the rules (--splitter rules)."
        )
    with SatSplitter(found.folder) as splitter:
        yield splitter
