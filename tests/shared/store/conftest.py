"""Both databases: a SQLite file, and a throw-away PostgreSQL from the system's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from shared.store import Store

PASSWORD = "s3cret-p@ss"


class PostgresServer:
    """A cluster in a temporary folder, reached through a socket there. PostgreSQL refuses to run as root."""

    def __init__(self, binaries: Path, folder: Path, *, user: int, group: int) -> None:
        self.binaries = binaries
        self.folder = folder
        self.user = user
        self.group = group
        self.numbers = count()
        password_file = folder / "password"
        password_file.write_text(PASSWORD)
        for path in (folder, password_file):
            os.chown(path, user, group)
        self.run("initdb", "--username=app", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync")

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), f"--pgdata={self.folder / 'data'}", *arguments]
        with (self.folder / "log").open("a") as log:
            subprocess.run(
                command, stdout=log, stderr=log, cwd=self.folder, check=True, user=self.user, group=self.group
            )

    def start(self) -> None:
        self.run("pg_ctl", "start", "--wait", f"--options=-c listen_addresses= -k {self.folder} -F")

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://app:{PASSWORD.replace('@', '%40')}@/{database}?host={self.folder}"

    def create_database(self) -> str:
        name = f"test_{next(self.numbers)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)


def postgres_binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[::-1]), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    pwd = pytest.importorskip("pwd", reason="this starts PostgreSQL as on POSIX")
    pytest.importorskip("psycopg", reason="the 'postgres' extra is not installed")
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: no initdb in PATH nor in /usr/lib/postgresql")
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        try:
            _, _, user, group, *_ = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL can't run as root and there is no user 'postgres'")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = PostgresServer(binaries, Path(folder), user=user, group=group)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new folder' / 'store.db'}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    return postgres.create_database()


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, once for each kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url, service="recommender")
    store.migrate()
    yield store
    store.close()
