"""Speech models: the embedded one, and official Vosk models downloaded on request."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from voice.errors import ModelInstallFailed, NoSpeechModel

EMBEDDED = Path(__file__).with_name("embedded")
CATALOGUE = Path(__file__).with_name("models.yml")
MAX_UNPACKED_RATIO = 6
"""A speech model's archive unpacks to about twice its size; far more is an attack."""
CHUNK = 1 << 16
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ModelInfo:
    """One model that can be installed."""

    name: str
    language: str
    url: str
    size: int
    """Bytes of the archive."""
    sha256: str
    folder: str
    """The folder inside the archive that is the model."""
    licence: str = ""
    word_error_rate: str = ""
    """As published by its authors."""


@dataclass(frozen=True)
class InstalledModel:
    """One model on this machine."""

    name: str
    language: str
    path: Path
    embedded: bool


def catalogue() -> dict[str, ModelInfo]:
    """Return the models that can be installed, by name."""
    entries = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    return {name: ModelInfo(name=name, **entry) for name, entry in entries.items()}


class SpeechModels:
    """The models of this machine: an installed one is used before the embedded one of its language."""

    def __init__(self, folder: Path, available: Mapping[str, ModelInfo] | None = None) -> None:
        self._folder = folder
        self._available = dict(catalogue() if available is None else available)

    @property
    def available(self) -> tuple[ModelInfo, ...]:
        """The models that can be installed."""
        return tuple(self._available.values())

    def list(self) -> tuple[InstalledModel, ...]:
        """Return the models on this machine, those used first at the front."""
        installed = [
            InstalledModel(info.name, info.language, self._folder / info.name, embedded=False)
            for info in self._available.values()
            if (self._folder / info.name / "am" / "final.mdl").is_file()
        ]
        embedded = [
            InstalledModel(f"embedded-{path.name}", path.name, path, embedded=True)
            for path in sorted(EMBEDDED.glob("*"))
            if (path / "am" / "final.mdl").is_file()
        ]
        return (*installed, *embedded)

    def path(self, language: str) -> Path:
        """Return the folder of the model for `language`. Raises NoSpeechModel."""
        return self.of(language)[0].path

    def of(self, language: str) -> tuple[InstalledModel, ...]:
        """Return the models for `language`, at least one, the one to try first at the front. Raises NoSpeechModel."""
        found = tuple(model for model in self.list() if model.language == language)
        if found:
            return found
        names = [info.name for info in self._available.values() if info.language == language]
        advice = f"run `encore models install {names[0]}`" if names else "use English or Mandarin"
        advice_zh = f"请运行 encore models install {names[0]}" if names else "请用英语或中文"
        raise NoSpeechModel(
            f"No speech model for {language!r} is installed: {advice}.",
            f"没有安装 {language!r} 的语音模型，{advice_zh}。",
        )

    def install(self, name: str, progress: Progress = lambda done, total: None) -> Path:
        """Download, check and unpack a model; a download that was cut off goes on where it stopped.

        Args:
            name: A name of `available`.
            progress: Called with bytes so far and bytes in all.

        Returns:
            The model's folder.

        Raises:
            NoSpeechModel: If there is no model of that name.
            ModelInstallFailed: If the download failed or is not what the catalogue says; nothing is unpacked then.
        """
        info = self._info(name)
        target = self._folder / name
        if (target / "am" / "final.mdl").is_file():
            return target
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(info, error) from error
        archive = self._folder / f"{name}.zip.part"
        _download(info, archive, progress)
        _check(info, archive)
        try:
            _unpack(info, archive, target)
        finally:
            archive.unlink()
        return target

    def verify(self, name: str) -> bool:
        """Return whether the installed model's files are those that were unpacked. Raises NoSpeechModel."""
        target = self._folder / self._info(name).name
        record = target / ".sha256"
        if not record.is_file():
            raise NoSpeechModel(
                f"The model {name!r} is not installed: run `encore models install {name}`.",
                f"没有安装模型 {name!r}，请运行 encore models install {name}。",
            )
        return record.read_text("utf-8") == _fingerprint(target)

    def remove(self, name: str) -> None:
        """Delete an installed model; no effect if there is none. Raises NoSpeechModel for an unknown name."""
        shutil.rmtree(self._folder / self._info(name).name, ignore_errors=True)

    def _info(self, name: str) -> ModelInfo:
        if name not in self._available:
            names = ", ".join(self._available)
            raise NoSpeechModel(
                f"There is no model {name!r}; there are {names}.", f"没有模型 {name!r}；可用的有 {names}。"
            )
        return self._available[name]


def _download(info: ModelInfo, archive: Path, progress: Progress) -> None:
    # The server knows the models too and never downloads any: it starts a third of a second sooner without.
    import httpx

    have = archive.stat().st_size if archive.exists() else 0
    if have >= info.size:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with httpx.stream("GET", info.url, headers=headers, follow_redirects=True, timeout=30) as answer:
            answer.raise_for_status()
            resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
            done = have if resumed else 0
            with archive.open("ab" if resumed else "wb") as file:
                for chunk in answer.iter_bytes(CHUNK):
                    done += len(chunk)
                    if done > info.size:
                        raise ModelInstallFailed(
                            f"The download of {info.name} is larger than announced and was not used; try again.",
                            f"{info.name} 的下载比公布的大，没有使用，请再试一次。",
                        )
                    file.write(chunk)
                    progress(done, info.size)
    except httpx.HTTPError as error:
        raise ModelInstallFailed(
            f"The download of {info.name} broke off ({error or type(error).__name__}); "
            "run the command again to go on where it stopped.",
            f"{info.name} 的下载中断了，再运行一次就会接着下载。",
        ) from error
    except OSError as error:
        raise _unwritable(info, error) from error


def _unwritable(info: ModelInfo, error: OSError) -> ModelInstallFailed:
    return ModelInstallFailed(
        f"{info.name} cannot be written ({error.strerror or error}); free some space or choose another data folder.",
        f"无法写入 {info.name}，请清理空间或更换数据文件夹。",
    )


def _check(info: ModelInfo, archive: Path) -> None:
    size = archive.stat().st_size
    if size < info.size:
        raise ModelInstallFailed(
            f"Only {size} of {info.size} bytes of {info.name} arrived; run the command again to go on.",
            f"{info.name} 只下载了 {size}/{info.size} 字节，再运行一次就会接着下载。",
        )
    digest = hashlib.sha256()
    with archive.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    if size > info.size or digest.hexdigest() != info.sha256:
        archive.unlink()
        raise ModelInstallFailed(
            f"The download of {info.name} is not the published one (its SHA-256 differs) and was deleted; try again.",
            f"下载的 {info.name} 与公布的不一致（SHA-256 不同），已经删除，请再试一次。",
        )


def _unpack(info: ModelInfo, archive: Path, target: Path) -> None:
    """Unpack beside the target and rename, so that a model is there whole or not at all."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpacking-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(archive) as package:
                _refuse_tricks(package, info)
                package.extractall(folder)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            # RuntimeError: an archive with a password, or packed in a way that zipfile does not know.
            raise ModelInstallFailed(
                f"The archive of {info.name} cannot be unpacked: {error}.", f"{info.name} 的压缩包无法解开。"
            ) from error
        model = folder / info.folder
        if not (model / "am" / "final.mdl").is_file():
            raise ModelInstallFailed(
                f"The archive of {info.name} holds no speech model; nothing was installed.",
                f"{info.name} 的压缩包里没有语音模型，没有安装任何内容。",
            )
        (model / ".sha256").write_text(_fingerprint(model), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        model.rename(target)


def _refuse_tricks(package: zipfile.ZipFile, info: ModelInfo) -> None:
    unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > MAX_UNPACKED_RATIO * info.size:
        raise ModelInstallFailed(
            f"The archive of {info.name} would unpack to {unpacked} bytes; it was not unpacked.",
            f"{info.name} 的压缩包解开后会有 {unpacked} 字节，没有解开。",
        )
    for entry in package.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1]) or is_link:
            raise ModelInstallFailed(
                f"The archive of {info.name} names a path outside its folder; it was not unpacked.",
                f"{info.name} 的压缩包里有指向文件夹之外的路径，没有解开。",
            )


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != ".sha256":
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
