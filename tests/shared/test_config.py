"""Where a setting comes from, and what is refused before anything runs."""

from pathlib import Path

import pytest
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict, SettingsError

from shared import config
from shared.config import ServiceSettings, SharedSettings, database_url


class ToySettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="TOY__")

    port: int = Field(8000, ge=1, le=65535)
    token: SecretStr = SecretStr("public")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write_env(*lines: str) -> None:
    Path(".env").write_text("\n".join(lines))


def test_each_level_gives_way_to_the_one_above(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = [ToySettings().port]
    write_env("SHARED__PORT=1001")
    ports.append(ToySettings().port)
    write_env("SHARED__PORT=1001", "TOY__PORT=1002")
    ports.append(ToySettings().port)
    monkeypatch.setenv("SHARED__PORT", "1003")
    ports.append(ToySettings().port)
    monkeypatch.setenv("TOY__PORT", "1004")
    ports.append(ToySettings().port)
    ports.append(ToySettings(port=1005).port)
    assert ports == [8000, 1001, 1002, 1003, 1004, 1005]


def test_a_secret_comes_from_a_file_unless_the_environment_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "SECRETS", tmp_path)
    write_env("TOY__TOKEN=of the env file")
    (tmp_path / "SHARED__TOKEN").write_text("of all")
    tokens = [ToySettings().token]
    (tmp_path / "TOY__TOKEN").write_text("of the toy\n")
    tokens.append(ToySettings().token)
    monkeypatch.setenv("TOY__TOKEN", "of the environment")
    tokens.append(ToySettings().token)
    assert [token.get_secret_value() for token in tokens] == ["of all", "of the toy", "of the environment"]


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY__PORT", "")
    monkeypatch.setenv("SHARED__PORT", "1003")
    assert ToySettings().port == 1003


def test_without_an_env_file_none_is_read() -> None:
    write_env("SHARED__PORT=1001", "TOY__LOG_LEVEL=DEBUG")
    settings = ToySettings(_env_file=None)
    assert (settings.port, settings.log_level) == (8000, "INFO")


def test_variables_of_other_services_are_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env("OTHER__PORT=1", "TOY__UNKNOWN=1", "PATH=/nowhere")
    monkeypatch.setenv("OTHER__PORT", "1")
    assert ToySettings().port == 8000


@pytest.mark.parametrize("name", ["port", "data_dir", "token"])
def test_settings_can_not_be_changed_later(name: str) -> None:
    settings = ToySettings()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, 1)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SHARED__ENVIRONMENT", "staging"),
        ("SHARED__ENVIRONMENT", "Production"),
        ("TOY__PORT", "0"),
        ("TOY__PORT", "65536"),
        ("TOY__PORT", "http"),
        ("SHARED__LOG_LEVEL", "LOUD"),
        ("SHARED__LOG_FORMAT", "xml"),
        ("TOY__MAX_CONCURRENCY", "0"),
        ("TOY__MAX_QUEUE", "-1"),
        ("TOY__DEADLINE_SECONDS", "0"),
        ("TOY__DEADLINE_SECONDS", "nan"),
        ("TOY__API_KEYS", '[""]'),
    ],
)
def test_a_value_that_can_not_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError):
        ToySettings()


def test_production_names_every_secret_that_is_still_public() -> None:
    with pytest.raises(ValidationError) as refused:
        ToySettings(environment="production")
    assert "set TOY__PSEUDONYM_KEY, TOY__TOKEN" in str(refused.value)
    with pytest.raises(ValidationError, match="set TOY__TOKEN:"):
        ToySettings(environment="production", pseudonym_key=SecretStr("mine"))


def test_production_accepts_secrets_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARED__PSEUDONYM_KEY", "mine")
    monkeypatch.setenv("TOY__TOKEN", "mine too")
    monkeypatch.setenv("SHARED__ENVIRONMENT", "production")
    assert ToySettings().pseudonym_key.get_secret_value() == "mine"


@pytest.mark.parametrize("environment", ["development", "test"])
def test_elsewhere_the_defaults_do(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    monkeypatch.setenv("TOY__ENVIRONMENT", environment)
    assert ToySettings().token.get_secret_value() == "public"


def test_no_secret_shows_in_a_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY__API_KEYS", '["hunter2", "hunter3"]')
    monkeypatch.setenv("TOY__DATABASE_URL", "postgresql://app:hunter4@db/app")
    settings = ToySettings(token=SecretStr("hunter5"))
    assert "hunter" not in repr(settings) + str(settings) + str(settings.model_dump()) + settings.model_dump_json()
    assert [key.get_secret_value() for key in settings.api_keys] == ["hunter2", "hunter3"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("TOY__PORT", "hunter2"), ("TOY__API_KEYS", '["hunter2", 5]'), ("TOY__API_KEYS", "hunter2"), ("TOY__TOKEN", None)],
)
def test_no_value_shows_in_an_error(monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None) -> None:
    monkeypatch.setenv(variable, value or "hunter2")
    monkeypatch.setenv("SHARED__ENVIRONMENT", "production")
    with pytest.raises((ValidationError, SettingsError)) as refused:
        ToySettings()
    assert "hunter2" not in str(refused.value)


def test_everything_written_lies_in_the_data_folder() -> None:
    settings = SharedSettings(data_dir=Path("there"))
    assert settings.assets_dir == Path("there/assets")
    assert settings.mlflow_dir == Path("there/mlflow")
    assert settings.resolved_tracking_uri == f"sqlite:///{Path.cwd()}/there/mlflow/mlflow.db"


def test_a_tracking_server_and_a_database_can_be_named() -> None:
    settings = ToySettings(tracking_uri="http://mlflow:5000", database_url=SecretStr("postgresql+psycopg://db/app"))
    assert settings.resolved_tracking_uri == "http://mlflow:5000"
    assert database_url(settings, "toy") == "postgresql+psycopg://db/app"
    assert database_url(ToySettings(data_dir=Path("there")), "toy") == f"sqlite:///{Path.cwd()}/there/toy.db"
