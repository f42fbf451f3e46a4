"""`encore library add|scan|status`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.output import JSON_OPTION, SERVER_OPTION, settings, show, show_json, tell
from assistant.settings import Settings

if TYPE_CHECKING:
    from actions.playback import Library

app = typer.Typer(no_args_is_help=True)

_SETTING = re.compile(r"^[ \t]*library_folders[ \t]*=[ \t]*(?:\[.*?\]|[^\[\n]*)[ \t]*(?:#[^\n]*)?$\n?", re.M | re.S)


class NotWritable(Exception):
    """The settings file could not be changed; the message says what to write into it."""

    code = "settings"


@app.command()
def add(folder: Path, as_json: bool = JSON_OPTION, server: str = SERVER_OPTION) -> None:
    """Add a folder of music and look through it. 加入一个音乐文件夹并扫描。"""
    path = folder.expanduser().absolute()
    if not path.is_dir():
        raise typer.BadParameter(f"There is no folder {path}. 没有这个文件夹：{path}")
    own = settings()
    if path not in {known.expanduser().absolute() for known in own.library_folders}:
        remember(config_file(), [*map(str, own.library_folders), str(path)])
    if os.environ.get("ENCORE_LIBRARY_FOLDERS"):
        tell(
            "ENCORE_LIBRARY_FOLDERS is set and wins over encore.toml.\n"
            "设置了环境变量 ENCORE_LIBRARY_FOLDERS，它优先于 encore.toml。"
        )
    _report_scan(_scan(settings(), server), as_json=as_json)


@app.command()
def scan(as_json: bool = JSON_OPTION, server: str = SERVER_OPTION) -> None:
    """Look through the folders again; only what changed is read. 重新扫描，只读有变化的文件。"""
    own = settings()
    if not own.library_folders and not server:
        tell("No folder of music yet: encore library add FOLDER. 还没有音乐文件夹：encore library add 文件夹")
    _report_scan(_scan(own, server), as_json=as_json)


@app.command()
def status(as_json: bool = JSON_OPTION, server: str = SERVER_OPTION) -> None:
    """Show the folders and how much is in them. 查看音乐文件夹和曲目数量。"""
    found = _status(settings(), server)
    if as_json:
        show_json(found)
        return
    for folder in found["folders"]:
        show(f"{'✓' if folder['found'] else '✗'} {folder['path']}")
    minutes = round(found["seconds"] / 60)
    show(f"{found['tracks']} tracks, {found['artists']} artists, {found['albums']} albums, {minutes} minutes")
    show(f"{found['tracks']} 首，{found['artists']} 位歌手，{found['albums']} 张专辑，共 {minutes} 分钟")


def config_file() -> Path:
    """Return the file that holds the settings."""
    named = os.environ.get("ENCORE_CONFIG")
    folder = os.environ.get("ENCORE_DATA_DIR") or Settings.data_dir
    return Path(named or Path(folder) / "encore.toml").expanduser()


def remember(file: Path, folders: list[str]) -> None:
    """Write `folders` into the settings file and leave everything else there as it is. Raises NotWritable."""
    import tomli

    line = f"library_folders = {json.dumps(folders, ensure_ascii=False)}\n"
    try:
        before = file.read_text("utf-8") if file.is_file() else ""
        # In front, because whatever follows the head of a table belongs to the table.
        after = line + _SETTING.sub("", before, count=1)
        if tomli.loads(after) != {**tomli.loads(before), "library_folders": folders}:
            raise NotWritable(f"Write this into {file}: {line}请把它写进 {file}。")
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(".new")
        temporary.write_text(after, "utf-8")
        temporary.replace(file)
    except (OSError, UnicodeError, tomli.TOMLDecodeError) as error:
        raise NotWritable(
            f"{file}: {error}. Write this into it: {line}无法修改 {file}，请手动写入上面这行。"
        ) from error


def _scan(own: Settings, server: str) -> dict[str, Any]:
    from dataclasses import asdict

    from assistant.cli.backend import services

    library = None if server else _library(own)
    if library is not None:
        return asdict(library.scan())
    with services(own, server) as encore:
        found: dict[str, Any] = encore.post("/v1/library/scan", {})
    return found


def _status(own: Settings, server: str) -> dict[str, Any]:
    from assistant.cli.backend import services

    library = None if server else _library(own)
    if library is not None:
        return library.status()
    with services(own, server) as encore:
        found: dict[str, Any] = encore.get("/v1/library")
    return found


def _library(own: Settings) -> Library | None:
    """Return the library, owned by this command; None while a running Encore owns it, which is to be asked then."""
    from actions.catalogue import Catalogue
    from actions.playback import Library

    library = Library(own.data_dir / "library.db", own.library_folders, Catalogue.load())
    return library if library.own() else None


def _report_scan(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(found)
        return
    for folder in found["missing"]:
        tell(f"✗ {folder}: not there. 不存在。")
    counts = (found["tracks"], found["added"], found["changed"], found["removed"])
    show("{} tracks: {} new, {} changed, {} gone".format(*counts))
    show("共 {} 首：新增 {}，变化 {}，移除 {}".format(*counts))
