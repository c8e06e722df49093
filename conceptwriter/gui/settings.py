"""What the program remembers between runs, in a readable file. Losing it costs only convenience."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from conceptwriter.atomic_write import atomic_write
from conceptwriter.errors import ConceptWriterError
from conceptwriter.stored_settings import readable_fields

RECENT_FILES = 12
RECENT_LANGUAGES = 6
RECENT_COMMANDS = 6
APPLICATION = "conceptwriter"


class SettingsError(ConceptWriterError):
    """The settings file cannot be read or written."""


def settings_path() -> Path:
    """Path of the settings."""
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "settings.json"


def log_path() -> Path:
    """Path of the window's log."""
    return platformdirs.user_log_path(APPLICATION, appauthor=False) / "conceptwriter.log"


def data_path() -> Path:
    """Folder for the program's internal data."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def documents_path() -> Path:
    """Default folder for new projects: the documents folder, else home, where a user looks next."""
    documents = platformdirs.user_documents_path()
    return next((each for each in (documents, Path.home()) if each.is_dir()), data_path())


class WindowSettings(msgspec.Struct):
    """All settings of the window with their defaults."""

    scheme: str = "system"
    scale: float = 1.0
    keys: dict[str, list[str]] = msgspec.field(default_factory=dict)
    recent_files: list[str] = msgspec.field(default_factory=list)
    recent_languages: list[str] = msgspec.field(default_factory=list)
    recent_commands: list[str] = msgspec.field(default_factory=list)
    """Ids of actions chosen in the palette, most recent first."""
    document_folder: str = ""
    """Folder where a document was last opened or created, in a file dialog; likewise the next three."""
    import_folder: str = ""
    export_folder: str = ""
    copy_folder: str = ""
    geometry: str = ""
    pane_sizes: list[int] = msgspec.field(default_factory=lambda: [300, 640, 340])
    hidden_panes: list[str] = msgspec.field(default_factory=list)
    inspector_tab: int = 0
    """Which tab of the inspector is in front."""
    card_keys_known: bool = False
    """Whether a card has shown its keys already: it does so once."""
    candidates: int = 5
    preset: str = "balanced"
    concept_model_only: bool = False
    """Whether the concept model proposes without a voice, even if one is installed."""
    wishes: dict[str, Any] = msgspec.field(default_factory=dict)
    """The user's own settings on top of the preset, as returned by `assistant.Wishes.plain`."""
    voice_hint: bool = True
    """Whether starting without a voice offers to install one: until the user dismisses it."""
    translator_hint: bool = True
    """Whether a translation by the program's own model mentions that one for the pair can be installed."""
    advanced_shown: bool = False
    """Whether the advanced proposal settings are expanded."""
    device: str = "auto"
    codec_bundle: str = ""
    """Folder of the codec that the user chose; empty: the program chooses."""
    lcm_bundle: str = ""
    """Folder of the concept model that the user chose; empty: the program chooses."""
    translate_at_once: bool = True
    typographic_marks: bool = True
    """Whether quotation marks become those of the text's language as they are typed."""
    mark_findings: bool = True
    """Whether the text shows what the checks find in translations."""
    check_spelling: bool = True
    spelling_dictionaries: dict[str, str] = msgspec.field(default_factory=dict)
    """The dictionaries that the user chose: language -> name; for others the program chooses."""
    splitter: str = "rules"
    """How sentences are separated when a text is imported: "rules" or "sat"."""
    backups: bool = True
    """Whether backups are made automatically."""
    backup_folder: str = ""
    """Their folder; empty: next to each document."""
    backups_kept: int = 10
    """How many of the newest are always kept."""

    def remember_file(self, path: Path) -> None:
        """Put a project file first in the list of recent ones."""
        self.recent_files = _first(str(path), self.recent_files, RECENT_FILES)

    def remember_language(self, code: str) -> None:
        """Put a language first in the list of recent ones."""
        self.recent_languages = _first(code, self.recent_languages, RECENT_LANGUAGES)

    def remember_command(self, action_id: str) -> None:
        """Put an action first in the list of those chosen in the palette."""
        self.recent_commands = _first(action_id, self.recent_commands, RECENT_COMMANDS)


def _first(item: str, items: list[str], limit: int) -> list[str]:
    return [item, *(other for other in items if other != item)][:limit]


def load_settings(path: Path) -> WindowSettings:
    """The settings in a file; defaults for what is missing, unknown or of another type.

    Raises SettingsError when the file exists and is not a JSON object.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return WindowSettings()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The settings in {path} cannot be read ({error}). The defaults are used; "
            "delete the file to be rid of this message."
        ) from None
    if not isinstance(plain, dict):
        raise SettingsError(
            f"The settings in {path} are damaged. The defaults are used. Delete the file to stop this "
            "message."
        )
    return WindowSettings(
        **{**readable_fields(WindowSettings, plain), "wishes": _readable_wishes(plain.get("wishes"))}
    )


def _readable_wishes(value: Any) -> dict[str, Any]:
    """The readable part; imported late: settings are read before anything that is slow to load."""
    from conceptwriter.assistant import Wishes

    return Wishes.from_plain(value).plain() if isinstance(value, dict) else {}


def save_settings(settings: WindowSettings, path: Path) -> None:
    """Replace the file atomically. Raises SettingsError when that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n"
        atomic_write(path, content, new_mode=0o600)
    except OSError as error:
        raise SettingsError(f"The settings cannot be written to {path}: {error.strerror or error}.") from None
