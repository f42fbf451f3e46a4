"""Settings: defaults, then `encore.toml`, then `ENCORE_*` variables, then flags; the later wins."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs
import tomli

from assistant.errors import sentence

APP = "encore"
ROOT = Path(__file__).resolve().parents[1]
LEAST = {"port": 0, "max_text": 1, "max_upload": 1, "messages_a_minute": 1, "sockets_a_person": 1}
MOST = {"port": 65535}
ONE_OF = {"language": ("auto", "en", "zh")}
YES, NO = {"1", "yes", "true", "on"}, {"0", "no", "false", "off"}


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what would do, in both languages."""

    code = "settings"

    def __init__(self, case: str, **fields: object) -> None:
        super().__init__("\n".join(sentence(f"setting-{case}", tongue).format(**fields) for tongue in ("en", "zh")))


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
        """The endpoint's key, from the environment or its file; never shown. Raises SettingsError."""
        key = os.environ.get("ENCORE_WRITER_KEY", "")
        if key or not self.writer_key_file:
            return key
        try:
            return Path(self.writer_key_file).expanduser().read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError("unreadable", path=self.writer_key_file, error=error) from error


def load(environment: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """Return the settings in force. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    variables = {
        field.name: environment[f"ENCORE_{field.name.upper()}"]
        for field in fields(Settings)
        if environment.get(f"ENCORE_{field.name.upper()}")
    }
    given = {name: value for name, value in flags.items() if value is not None}
    folder = Path(given.get("data_dir") or variables.get("data_dir") or Settings.data_dir).expanduser()
    path = Path(environment.get("ENCORE_CONFIG") or folder / "encore.toml").expanduser()
    settings = _with(Settings(), _from_file(path, required="ENCORE_CONFIG" in environment), str(path))
    settings = _with(settings, variables, "ENCORE_*")
    return _with(settings, given, "--")


def _from_file(path: Path, *, required: bool) -> dict[str, Any]:
    if not path.is_file() and not required:
        return {}
    try:
        return tomli.loads(path.read_text("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError("unreadable", path=path, error=error) from error


def _with(settings: Settings, values: Mapping[str, Any], source: str) -> Settings:
    known = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise SettingsError("unknown", source=source, name=unknown[0], known=", ".join(known))
    return replace(settings, **{name: _converted(name, value, known[name], source) for name, value in values.items()})


def _converted(name: str, value: Any, default: Any, source: str) -> Any:
    kind = type(default) if not isinstance(default, Path) else Path
    try:
        return _checked(name, _KINDS[kind](name, value))
    except (TypeError, ValueError) as error:
        wanted = " / ".join(ONE_OF.get(name, (_named(name, kind),)))
        raise SettingsError("value", source=source, name=name, value=repr(value), wanted=wanted) from error


def _named(name: str, kind: type) -> str:
    """Return what a setting of `kind` looks like, in signs that need no language."""
    if kind is int:
        return f"{LEAST.get(name, 0)}…{MOST.get(name, '')}"
    return {bool: "yes / no", tuple: '["…", "…"]', str: '"…"', Path: '"/…/…"'}[kind]


def _checked(name: str, value: Any) -> Any:
    if name in ONE_OF and value not in ONE_OF[name]:
        raise ValueError(value)
    if name in LEAST and not LEAST[name] <= value <= MOST.get(name, value):
        raise ValueError(value)
    return value


def _truth(_: str, value: object) -> bool:
    word = str(value).lower()
    if word not in YES | NO:
        raise ValueError(value)
    return word in YES


def _number(_: str, value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]+", str(value).strip()):
        raise ValueError(value)
    return int(str(value))


def _words(_: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.strip()


def _path(_: str, value: object) -> Path:
    if not isinstance(value, (str, Path)) or not str(value).strip():
        raise TypeError(value)
    return Path(value).expanduser()


def _several(name: str, value: Any) -> tuple[Any, ...]:
    folders = name.endswith("folders")
    parts = value.split(os.pathsep if folders else ",") if isinstance(value, str) else value
    return tuple(
        (_path if folders else _words)(name, part) for part in parts if not isinstance(part, str) or part.strip()
    )


_KINDS: dict[type, Callable[[str, Any], Any]] = {
    bool: _truth,
    int: _number,
    str: _words,
    Path: _path,
    tuple: _several,
}
