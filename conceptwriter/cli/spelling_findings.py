"""What `doctor` finds about spell checking."""

from __future__ import annotations

from collections.abc import Iterator

from conceptwriter.cli.findings import Diagnosis, version_of
from conceptwriter.cli.spell import user_locale


def spelling_findings() -> Iterator[Diagnosis]:
    """The library, the dictionaries in use, and those that cannot be read. Nothing here is a fault."""
    from conceptwriter.spelling import SpellingError, chosen_dictionaries, find_dictionaries
    from conceptwriter.spelling.places import own_folder
    from conceptwriter.spelling.process import SpellingProcess

    about = "spell checking"
    version = version_of("chunspell")
    if version is None:
        yield Diagnosis(about, "remark", "Hunspell is not installed", "pip install chunspell")
        return
    chosen = chosen_dictionaries(find_dictionaries(), locale=user_locale())
    readable: list[str] = []
    with SpellingProcess(chosen) as spelling:
        for code, dictionary in sorted(chosen.items()):
            try:
                spelling.check(code, [])
                readable.append(dictionary.name)
            except SpellingError as error:
                cure = f"replace or delete {dictionary.dic}"
                yield Diagnosis(f"spelling dictionary {dictionary.name}", "remark", str(error), cure)
    if readable:
        yield Diagnosis(about, "ok", f"chunspell {version}, dictionaries {', '.join(readable)}")
    else:
        cure = f"copy the .dic and .aff files of a dictionary into {own_folder()}"
        yield Diagnosis(about, "remark", "there is no dictionary: spelling is not checked", cure)
