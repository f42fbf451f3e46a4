"""`encore library`, with no server beside it and with one that owns the library."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from assistant.cli.library import NotWritable, remember
from tests.actions.playback.conftest import sound_file
from tests.assistant.cli.running import answers, encore
from tests.serving import Serving


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    folder = tmp_path / "我的 music"
    sound_file(folder / "a.flac", title="晴天", artist="周杰伦")
    sound_file(folder / "b.ogg", title="Yesterday", artist="The Beatles")
    return folder


def test_add_scans_at_once_and_is_remembered(tmp_path: Path, songs: Path) -> None:
    data = tmp_path / "data"

    (first,) = answers(encore("library", "add", str(songs), "--json", folder=data))
    again = encore("library", "add", str(songs), folder=data)
    (status,) = answers(encore("library", "status", "--json", folder=data))

    assert first["added"] == 2
    assert "2 tracks" in again.stdout
    assert "共 2 首" in again.stdout
    assert status["folders"] == [{"path": str(songs), "found": True}]
    assert tomli.loads((data / "encore.toml").read_text("utf-8")) == {"library_folders": [str(songs)]}


def test_add_what_is_no_folder_is_wrong_use(tmp_path: Path) -> None:
    answer = encore("library", "add", str(tmp_path / "nowhere"), folder=tmp_path / "data")

    assert answer.returncode == 2
    assert "nowhere" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "data" / "encore.toml").exists()


def test_scan_without_folders_says_what_to_do(tmp_path: Path) -> None:
    answer = encore("library", "scan", folder=tmp_path / "data")

    assert answer.returncode == 0
    assert "encore library add" in answer.stderr


def test_scan_of_a_running_server_is_done_there(server: Serving, songs: Path) -> None:
    port = server.address.rpartition(":")[2]

    (added,) = answers(encore("library", "add", str(songs), "--json", folder=server.data, ENCORE_PORT=port))
    (status,) = answers(encore("library", "status", "--json", "--server", server.address))
    (server.data / "encore.toml").unlink()
    (emptied,) = answers(encore("library", "scan", "--json", folder=server.data, ENCORE_PORT=port))

    assert (added["tracks"], status["tracks"], emptied["tracks"]) == (2, 2, 0)


@pytest.mark.parametrize(
    "before",
    [
        "",
        'language = "zh"\n',
        'library_folders = ["/old"]\nport = 8081\n',
        'port = 8081\nlibrary_folders = [\n  "/old",\n  "/older", # kept on a disk\n] # music\nlanguage = "en"\n',
        "# library_folders = []\nlibrary_folders = []\n",
    ],
)
def test_remember_changes_nothing_else(tmp_path: Path, before: str) -> None:
    file = tmp_path / "encore.toml"
    file.write_text(before, "utf-8")

    remember(file, ['/音乐/a "b"', "/c"])

    assert tomli.loads(file.read_text("utf-8")) == {**tomli.loads(before), "library_folders": ['/音乐/a "b"', "/c"]}


@pytest.mark.parametrize("before", ['"library_folders" = ["/x"]\n', "not toml at all"])
def test_remember_leaves_what_it_cannot_change(tmp_path: Path, before: str) -> None:
    file = tmp_path / "encore.toml"
    file.write_text(before, "utf-8")

    with pytest.raises(NotWritable, match="library_folders"):
        remember(file, ["/music"])

    assert file.read_text("utf-8") == before
