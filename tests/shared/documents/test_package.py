"""A package is unpacked as far as it may be, whatever it says of itself."""

from __future__ import annotations

import pytest

from shared.documents.limits import Limits
from shared.documents.package import opened
from shared.documents.unreadable import Damaged, ZipBomb
from tests.shared.documents.files import docx_file, with_parts


def test_the_main_part_and_its_names_are_those_of_the_package() -> None:
    with opened(docx_file("text"), Limits()) as package:
        assert package.main_part() == "word/document.xml"
        assert "word/styles.xml" in package.names
        assert package.xml("none.xml") is None


def test_parts_count_together_and_only_those_that_are_read() -> None:
    data = with_parts(docx_file("text"), {"a.xml": b"<a>%s</a>" % (b"x" * 600), "b.bin": bytes(10_000_000)})

    with opened(data, Limits(max_unzipped_bytes=1_000)) as package:
        assert package.xml("a.xml") is not None
        with pytest.raises(ZipBomb):
            package.xml("a.xml")


@pytest.mark.parametrize("part", [b"<a>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])
def test_broken_xml_and_document_types_are_refused(part: bytes) -> None:
    with opened(with_parts(docx_file("text"), {"a.xml": part}), Limits()) as package, pytest.raises(Damaged):
        package.xml("a.xml")


def test_no_archive_is_damaged() -> None:
    with pytest.raises(Damaged, match="unpacked"), opened(b"PK\x03\x04", Limits()):
        pass
