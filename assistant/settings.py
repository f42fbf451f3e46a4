"""Settings: defaults, then `encore.toml`, then `ENCORE_*` variables, then flags; the later wins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs
import tomli

APP = "encore"
ROOT = Path(__file__).resolve().parents[1]


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what would do."""

    code = "settings"


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. A variable's name is the field's, in capitals, after `ENCORE_`."""

    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback opens Encore to your network."""
    port: int = 8080
    """Port of the web chat and the services; 0 takes a free one."""
    data_dir: Path = Path(platformdirs.user_data_dir(APP, appauthor=False))
    """Folder of the conversations, people, models and sounds."""
    library_folders: tuple[Path, ...] = ()
    """Folders of music to play. As a variable: separated by the system's path separator."""
    language: str = "auto"
    """One of en, zh, and auto for the language of what was said."""
    model: Path = ROOT / "nlu" / "trained" / "encore.tar.gz"
    """The trained Rasa model."""
    speech: bool = True
    """Whether to hear and speak."""
    writer_url: str = ""
    """Base address of an OpenAI-compatible endpoint that writes stories; empty for the embedded writers."""
    writer_model: str = ""
    """Name of the model to ask for at that endpoint."""
    writer_key_file: str = ""
    """File that holds the endpoint's key; or set ENCORE_WRITER_KEY."""
    database_url: str = ""
    """PostgreSQL address for all stores; empty for SQLite files in `data_dir`."""
    audio_output: str = ""
    """mpv's `--ao`: "null" plays silently, empty lets mpv choose."""
    allowed_origins: tuple[str, ...] = ()
    """Web origins besides this server's own that may embed the chat, such as https://example.org."""
    allowed_hosts: tuple[str, ...] = ()
    """Host names besides localhost and `host` under which this server may be reached."""
    max_text: int = 4000
    """Longest turn in characters."""
    max_upload: int = 25 * 1024 * 1024
    """Largest recording sent to be transcribed, in bytes."""
    messages_a_minute: int = 100
    """Messages that one websocket may send in a minute."""
    sockets_a_person: int = 5
    """Websockets that one person may hold at once."""

    @property
    def writer_key(self) -> str:
        """The endpoint's key, from the environment or its file; never shown."""
        from_file = Path(self.writer_key_file).read_text("utf-8").strip() if self.writer_key_file else ""
        return os.environ.get("ENCORE_WRITER_KEY", "") or from_file


def load(environment: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """Return the settings in force. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    settings = Settings()
    if "ENCORE_DATA_DIR" in environment:
        settings = replace(settings, data_dir=Path(environment["ENCORE_DATA_DIR"]))
    path = Path(environment.get("ENCORE_CONFIG", settings.data_dir / "encore.toml"))
    settings = _with(settings, _from_file(path), str(path))
    variables = {
        field.name: environment[f"ENCORE_{field.name.upper()}"]
        for field in fields(Settings)
        if f"ENCORE_{field.name.upper()}" in environment
    }
    settings = _with(settings, variables, "the environment")
    return _with(settings, {name: value for name, value in flags.items() if value is not None}, "the command line")


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomli.loads(path.read_text("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error


def _with(settings: Settings, values: Mapping[str, Any], source: str) -> Settings:
    known = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise SettingsError(f"{source}: there is no setting {unknown[0]!r}; there are {', '.join(known)}.")
    return replace(settings, **{name: _converted(name, value, known[name], source) for name, value in values.items()})


def _converted(name: str, value: Any, default: Any, source: str) -> Any:
    try:
        if isinstance(default, bool):
            return value if isinstance(value, bool) else _truth(value)
        if isinstance(default, tuple):
            parts = value.split(os.pathsep if name.endswith("folders") else ",") if isinstance(value, str) else value
            kind = Path if name.endswith("folders") else str
            return tuple(kind(str(part).strip()) for part in parts if str(part).strip())
        return type(default)(value) if not isinstance(default, Path) else Path(value).expanduser()
    except (TypeError, ValueError) as error:
        wanted = "yes or no" if isinstance(default, bool) else type(default).__name__
        raise SettingsError(f"{source}: {name} = {value!r} is not a {wanted}.") from error


def _truth(value: object) -> bool:
    words = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]
