from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voice.errors import ModelInstallFailed, NoSpeechModel
from voice.models import EMBEDDED, ModelInfo, SpeechModels


def archive(entries: dict[str, bytes], *, link: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in entries.items():
            package.writestr(name, content)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = 0o120777 << 16
            package.writestr(entry, "/etc/passwd")
    return file.getvalue()


def real_model() -> dict[str, bytes]:
    source = EMBEDDED / "en"
    return {f"model/{path.relative_to(source)}": path.read_bytes() for path in source.rglob("*") if path.is_file()}


class Shop:
    """An HTTP server on loopback that sells one file, and can break off in the middle."""

    def __init__(self) -> None:
        self.content = b""
        self.break_after: int | None = None
        self.takes_ranges = True
        self.ranges: list[str] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range", "")
                shop.ranges.append(asked)
                asked = asked if shop.takes_ranges else ""
                start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
                body = shop.content[start:]
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body if shop.break_after is None else body[: shop.break_after])

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def info(self, content: bytes, **changes: object) -> ModelInfo:
        self.content = content
        fields = {
            "name": "small",
            "language": "xx",
            "url": f"http://127.0.0.1:{self.server.server_address[1]}/small.zip",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "folder": "model",
            **changes,
        }
        return ModelInfo(**fields)  # type: ignore[arg-type]


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()


@pytest.fixture
def models_with(tmp_path: Path) -> Callable[[ModelInfo], SpeechModels]:
    return lambda info: SpeechModels(tmp_path / "models", {info.name: info})


def test_install_whole_model_is_used_for_its_language(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]
) -> None:
    models = models_with(shop.info(archive(real_model())))
    seen: list[tuple[int, int]] = []

    path = models.install("small", lambda done, total: seen.append((done, total)))

    assert models.path("xx") == path
    assert models.verify("small")
    assert seen[-1] == (len(shop.content), len(shop.content))
    assert [item.name for item in path.parent.iterdir()] == ["small"]


def test_install_broken_off_download_goes_on_where_it_stopped(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]
) -> None:
    models = models_with(shop.info(archive(real_model())))
    shop.break_after = 100_000
    with pytest.raises(ModelInstallFailed, match="again"):
        models.install("small")

    shop.break_after = None
    models.install("small")

    assert shop.ranges[0] == ""
    assert shop.ranges[1].startswith("bytes=")
    assert models.verify("small")


def test_install_server_without_ranges_starts_again(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]
) -> None:
    models = models_with(shop.info(archive(real_model())))
    shop.break_after, shop.takes_ranges = 100_000, False
    with pytest.raises(ModelInstallFailed, match="again"):
        models.install("small")

    shop.break_after = None
    models.install("small")

    assert models.verify("small")


def test_install_rubbish_left_by_an_earlier_download_is_thrown_away(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels], tmp_path: Path
) -> None:
    models = models_with(shop.info(archive(real_model())))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "small.zip.part").write_bytes(bytes(50_000))
    with pytest.raises(ModelInstallFailed, match="SHA-256"):
        models.install("small")

    models.install("small")

    assert models.verify("small")


def test_install_more_than_announced_is_not_taken(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels], tmp_path: Path
) -> None:
    models = models_with(shop.info(archive(real_model()), size=1000))

    with pytest.raises(ModelInstallFailed, match="larger"):
        models.install("small")

    assert (tmp_path / "models" / "small.zip.part").stat().st_size <= 1000
    with pytest.raises(NoSpeechModel):
        models.path("xx")


def test_install_archive_cut_in_two_is_refused(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels], tmp_path: Path
) -> None:
    whole = archive(real_model())

    with pytest.raises(ModelInstallFailed, match="cannot be unpacked"):
        models_with(shop.info(whole[: len(whole) // 2])).install("small")

    assert list((tmp_path / "models").iterdir()) == []


def test_install_into_a_folder_that_cannot_be_says_so(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    info = shop.info(archive(real_model()))

    with pytest.raises(ModelInstallFailed, match="cannot be written"):
        SpeechModels(tmp_path / "file" / "models", {info.name: info}).install("small")


def test_install_wrong_content_is_deleted_and_never_unpacked(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels], tmp_path: Path
) -> None:
    models = models_with(shop.info(archive(real_model()), sha256="0" * 64))

    with pytest.raises(ModelInstallFailed, match="SHA-256"):
        models.install("small")

    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("name", ["../escape.txt", "/etc/escape.txt", "model/../../escape.txt", "..\\escape.txt"])
def test_install_path_escape_is_refused(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels], tmp_path: Path, name: str
) -> None:
    models = models_with(shop.info(archive({**real_model(), name: b"x"})))

    with pytest.raises(ModelInstallFailed, match="outside"):
        models.install("small")

    assert not list(tmp_path.rglob("escape.txt"))


def test_install_link_and_bomb_are_refused(shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]) -> None:
    with pytest.raises(ModelInstallFailed, match="outside"):
        models_with(shop.info(archive(real_model(), link="model/link"))).install("small")

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("model/am/final.mdl", bytes(20_000_000))
    with pytest.raises(ModelInstallFailed, match="would unpack"):
        models_with(shop.info(bomb.getvalue(), name="bomb")).install("bomb")


def test_install_archive_without_model_installs_nothing(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]
) -> None:
    models = models_with(shop.info(archive({"model/readme": b"hello"})))

    with pytest.raises(ModelInstallFailed, match="no speech model"):
        models.install("small")
    with pytest.raises(NoSpeechModel):
        models.path("xx")


def test_verify_changed_file_is_noticed_and_remove_deletes(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]
) -> None:
    models = models_with(shop.info(archive(real_model())))
    path = models.install("small")
    (path / "conf" / "model.conf").write_text("changed")

    assert not models.verify("small")

    models.remove("small")
    with pytest.raises(NoSpeechModel, match="not installed"):
        models.verify("small")


def test_install_unreachable_server_says_how_to_go_on(
    shop: Shop, models_with: Callable[[ModelInfo], SpeechModels]
) -> None:
    models = models_with(shop.info(b"x", url="http://127.0.0.1:9/none.zip"))

    with pytest.raises(ModelInstallFailed, match="again"):
        models.install("small")


def test_install_unknown_name_lists_the_known(models: SpeechModels) -> None:
    with pytest.raises(NoSpeechModel, match="en-small"):
        models.install("klingon")
