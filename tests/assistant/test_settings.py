"""Settings: which of two wins, what a wrong one is told, and that every one is documented."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from assistant import settings
from assistant.settings import Settings, SettingsError, load


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "encore.toml"


def loaded(config: Path, environment: dict[str, str] | None = None, **flags: Any) -> Settings:
    return load({"ENCORE_DATA_DIR": str(config.parent), **(environment or {})}, **flags)


def test_defaults_hold_when_nothing_is_set(config: Path) -> None:
    found = loaded(config)
    assert (found.host, found.port, found.language, found.speech) == ("127.0.0.1", 8080, "auto", True)
    assert found.data_dir == config.parent
    assert found.model.name == "encore.tar.gz"


def test_later_source_wins_over_earlier_one(config: Path) -> None:
    config.write_text('host = "from-file"\nport = 1111\nmax_text = 11\n', "utf-8")
    environment = {"ENCORE_PORT": "2222", "ENCORE_MAX_TEXT": "22"}

    found = loaded(config, environment, max_text=33, host=None)

    assert (found.host, found.port, found.max_text, found.max_upload) == ("from-file", 2222, 33, 25 * 1024 * 1024)


def test_config_variable_names_another_file(config: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text('language = "zh"', "utf-8")
    assert loaded(config, {"ENCORE_CONFIG": str(elsewhere)}).language == "zh"
    with pytest.raises(SettingsError, match="cannot be read"):
        loaded(config, {"ENCORE_CONFIG": str(tmp_path / "missing.toml")})


def test_empty_variable_counts_as_not_set(config: Path) -> None:
    assert loaded(config, {"ENCORE_PORT": "", "ENCORE_MODEL": ""}).port == 8080


@pytest.mark.parametrize(
    ("word", "truth"), [("yes", True), ("ON", True), ("1", True), ("False", False), ("off", False)]
)
def test_words_for_yes_and_no_are_known(config: Path, word: str, truth: bool) -> None:
    assert loaded(config, {"ENCORE_SPEECH": word}).speech is truth


def test_lists_come_from_toml_and_from_variables(config: Path) -> None:
    config.write_text('library_folders = ["/music", "~/songs"]\nallowed_hosts = ["encore.home"]', "utf-8")
    found = loaded(config, {"ENCORE_ALLOWED_ORIGINS": "https://a.example, https://b.example"})
    assert found.library_folders == (Path("/music"), Path("~/songs").expanduser())
    assert found.allowed_hosts == ("encore.home",)
    assert found.allowed_origins == ("https://a.example", "https://b.example")
    assert loaded(config, {"ENCORE_LIBRARY_FOLDERS": "/a:/b"}).library_folders == (Path("/a"), Path("/b"))


@pytest.mark.parametrize("line", ["prot = 8081", "[server]\nport = 1"])
def test_unknown_setting_is_named_in_both_languages(config: Path, line: str) -> None:
    config.write_text(line, "utf-8")
    with pytest.raises(SettingsError) as caught:
        loaded(config)
    english, mandarin = str(caught.value).splitlines()
    name = "prot" if "prot" in line else "server"
    assert f"there is no setting '{name}'" in english
    assert f"没有设置项 '{name}'" in mandarin
    assert str(config) in english
    assert "port" in english


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("port = 99999", "port"),
        ("port = -1", "port"),
        ("port = true", "port"),
        ("port = 80.5", "port"),
        ('port = "http"', "port"),
        ("host = 5", "host"),
        ("speech = 2", "speech"),
        ('speech = "maybe"', "speech"),
        ('language = "fr"', "language"),
        ("library_folders = 5", "library_folders"),
        ("library_folders = [1, 2]", "library_folders"),
        ("allowed_hosts = [true]", "allowed_hosts"),
        ("max_text = 0", "max_text"),
        ('data_dir = ""', "data_dir"),
        ("model = 3", "model"),
    ],
)
def test_value_that_cannot_be_used_is_named(config: Path, line: str, name: str) -> None:
    config.write_text(line, "utf-8")
    with pytest.raises(SettingsError, match=f"{name} = .* cannot be used; it takes .") as caught:
        loaded(config)
    assert f"{name} = " in str(caught.value).splitlines()[1]


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2"])
def test_file_that_is_not_toml_is_named(config: Path, content: bytes) -> None:
    config.write_bytes(content)
    with pytest.raises(SettingsError, match=r"encore\.toml cannot be read"):
        loaded(config)


def test_variable_that_cannot_be_used_is_named(config: Path) -> None:
    with pytest.raises(SettingsError, match=r"port = 'tcp://10\.0\.0\.1:80' cannot be used"):
        loaded(config, {"ENCORE_PORT": "tcp://10.0.0.1:80"})


def test_writer_key_comes_from_variable_or_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENCORE_WRITER_KEY", raising=False)
    (tmp_path / "key").write_text("from-file\n", "utf-8")
    with_file = Settings(writer_key_file=str(tmp_path / "key"))
    assert (Settings().writer_key, with_file.writer_key) == ("", "from-file")

    monkeypatch.setenv("ENCORE_WRITER_KEY", "from-variable")
    assert with_file.writer_key == "from-variable"


def test_missing_key_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENCORE_WRITER_KEY", raising=False)
    with pytest.raises(SettingsError, match="gone cannot be read"):
        _ = Settings(writer_key_file=str(tmp_path / "gone")).writer_key


def test_every_setting_is_documented_where_it_is_declared() -> None:
    (declared,) = [
        node
        for node in ast.parse(inspect.getsource(settings)).body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    ]
    documented = {
        node.target.id
        for node, after in zip(declared.body, declared.body[1:], strict=False)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and len(str(after.value.value)) > 10
    }
    assert documented == {field.name for field in fields(Settings)}
