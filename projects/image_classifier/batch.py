"""Verdicts for a folder of pictures, into a Parquet file.

Finished chunks lie beside the output until it is complete: a batch that was killed goes on where it was, unless the
model or a file has changed since. Memory holds one chunk, however large the folder is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from projects.image_classifier.classify import Classifier, Verdict
from projects.image_classifier.decode import UnreadableImage
from projects.image_classifier.model.bundle import Pixels
from projects.image_classifier.settings import SERVICE, Settings
from shared.tracking.registry import CHAMPION, RegisteredModel, Registry

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 256
"""Files of one part: what is done again, at most, after a kill."""
Row: TypeAlias = dict[str, str | float | tuple[float, ...] | None]


class NoPictures(ValueError):
    """There is no folder to work on."""


def batch(settings: Settings, source: Path | None, out: Path) -> None:
    """Classify every file below a folder that is not hidden, in the order of their names.

    Columns: file, label, confidence, rejected, error, probabilities (in the order of ``classes`` in the metadata of the
    schema). A file that is no readable picture has an error and nothing else.

    Args:
        settings: where the champion is, and what a picture may be.
        source: the folder; None for ``dataset_path`` of the settings.
        out: Parquet file, replaced in one step when it is complete.

    Raises:
        NoPictures: there is no such folder.
    """
    from tqdm import tqdm

    folder = source or settings.dataset_path
    if folder is None or not folder.is_dir():
        raise NoPictures(f"{folder or 'nothing'} is not a folder; name the one that holds the pictures")
    files = [file for file in _visible(folder) if file.resolve() != out.resolve()]
    registry = Registry(settings, SERVICE)
    champion = registry.with_alias(CHAMPION)
    with tempfile.TemporaryDirectory() as download:
        classifier = Classifier.load(registry.download(champion, Path(download)), threads=settings.threads)
    schema = _schema(classifier, champion)
    parts = _parts_folder(out, _fingerprint(champion, files))
    unfinished = parts / "unfinished"
    with ThreadPoolExecutor(settings.decoders) as threads, tqdm(total=len(files), unit="picture") as bar:
        for start in range(0, len(files), CHUNK):
            chunk = files[start : start + CHUNK]
            part = parts / f"{start:012}.parquet"
            if not part.exists():
                pictures = list(threads.map(partial(_read, classifier, settings), chunk))
                names = [_text(file.relative_to(folder)) for file in chunk]
                _write([_table(classifier, settings, names, pictures, schema)], schema, unfinished, part)
            bar.update(len(chunk))
    _write(_tables(parts), schema, unfinished, out)
    shutil.rmtree(parts)


def _visible(folder: Path) -> list[Path]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def _fingerprint(champion: RegisteredModel, files: Iterable[Path]) -> str:
    digest = hashlib.sha256(champion.manifest_sha256.encode())
    for file in files:
        status = file.stat()
        digest.update(f"\0{_text(file)}\0{status.st_size}\0{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def _parts_folder(out: Path, fingerprint: str) -> Path:
    """Return the folder of finished chunks; those of other pictures or of another model are removed."""
    parts = out.with_name(f".{out.name}.{fingerprint[:16]}.parts")
    parts.mkdir(parents=True, exist_ok=True)
    for other in out.parent.glob(f".{out.name}.*.parts"):
        if other != parts:
            shutil.rmtree(other)
    return parts


def _read(classifier: Classifier, settings: Settings, file: Path) -> Pixels | str:
    """Return the pixels of a file, or what is wrong with it."""
    try:
        if file.stat().st_size > settings.max_body_bytes:
            return f"The file is larger than the limit of {settings.max_body_bytes} bytes."
        return classifier.read(file.read_bytes(), max_pixels=settings.max_pixels)
    except UnreadableImage as exc:
        return str(exc)
    except OSError as exc:
        return f"The file can't be read: {exc.strerror}."


def _table(
    classifier: Classifier, settings: Settings, names: list[str], pictures: list[Pixels | str], schema: pa.Schema
) -> pa.Table:
    import pyarrow as pa

    readable = [picture for picture in pictures if not isinstance(picture, str)]
    verdicts = iter(
        verdict
        for start in range(0, len(readable), settings.max_batch)
        for verdict in classifier.classify(np.stack(readable[start : start + settings.max_batch]))
    )
    rows = [
        _failed(name, picture) if isinstance(picture, str) else _classified(name, next(verdicts))
        for name, picture in zip(names, pictures, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def _failed(name: str, error: str) -> Row:
    return {"file": name, "error": error}


def _classified(name: str, verdict: Verdict) -> Row:
    return {
        "file": name,
        "label": verdict.label,
        "confidence": verdict.confidence,
        "rejected": verdict.rejected,
        "probabilities": verdict.probabilities,
    }


def _schema(classifier: Classifier, champion: RegisteredModel) -> pa.Schema:
    import pyarrow as pa

    columns = [
        ("file", pa.string()),
        ("label", pa.string()),
        ("confidence", pa.float32()),
        ("rejected", pa.string()),
        ("error", pa.string()),
        ("probabilities", pa.list_(pa.float32())),
    ]
    return pa.schema(columns, {"classes": json.dumps(classifier.labels), "model_version": champion.version})


def _tables(parts: Path) -> Iterable[pa.Table]:
    import pyarrow.parquet as pq

    for part in sorted(parts.glob("*.parquet")):
        with pq.ParquetFile(part) as file:
            yield file.read()


def _write(tables: Iterable[pa.Table], schema: pa.Schema, unfinished: Path, out: Path) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(unfinished, schema) as writer:
        for table in tables:
            writer.write_table(table)
    unfinished.replace(out)


def _text(path: Path) -> str:
    """Names that are not UTF-8 are shown with replacement characters: Parquet holds Unicode only."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
