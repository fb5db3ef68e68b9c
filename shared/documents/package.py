"""Office Open XML (ISO/IEC 29500): a ZIP of XML, of which only the parts that are asked for are unpacked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from shared.documents.limits import MIB, Limits
from shared.documents.unreadable import Damaged, Encrypted, UnsupportedKind, ZipBomb

if TYPE_CHECKING:
    from lxml.etree import _Element

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_UNCHECKED_BYTES = MIB
"""What may be unpacked whatever the ratio: a small file of equal lines packs well."""


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[Package]:
    """Open a package for the duration of a ``with``.

    Raises:
        Damaged: it can't be unpacked.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            yield Package(archive, len(data), limits)
    except (BadZipFile, EOFError, NotImplementedError):
        raise damaged("it can't be unpacked") from None


def damaged(what: str) -> Damaged:
    """The refusal of a package that is not as the standard wants it."""
    return Damaged(f"The file is damaged: {what}. Open it in a word processor and save it again.")


class Package:
    """Parts of the ZIP, unpacked as far as the limits go, whatever its headers say about their size.

    Nothing is executed, no relationship to the outside is followed, and XML with a document type, the means of entity
    attacks, is refused.
    """

    def __init__(self, archive: ZipFile, packed_bytes: int, limits: Limits) -> None:
        self._archive = archive
        self._left = min(limits.max_unzipped_bytes, max(_UNCHECKED_BYTES, int(packed_bytes * limits.max_unzip_ratio)))

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._archive.NameToInfo)

    def xml(self, name: str) -> _Element | None:
        """The root of a part; None: there is no such part.

        Raises:
            Damaged: it is no XML, or has a document type.
            Encrypted: it opens only with a password.
            UnsupportedKind: it is of the Strict variant, whose elements have other names.
            ZipBomb: the parts that were asked for unpack to more than they may.
        """
        from lxml import etree

        if name not in self._archive.NameToInfo:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._unpacked(name), parser)
        except etree.XMLSyntaxError:
            raise damaged("its XML has errors") from None
        if root.getroottree().docinfo.doctype:
            raise damaged("its XML has a document type, which Word never writes")
        return root

    def main_part(self) -> str:
        """The name of the part with the text, by the package's own relationships.

        Raises:
            Damaged: they name none inside of the file.
        """
        relationships = self.xml("_rels/.rels")
        for relationship in relationships if relationships is not None else ():
            is_main = relationship.get("Type", "").endswith("/officeDocument")
            if is_main and relationship.get("TargetMode") != "External":
                return posixpath.normpath(str(relationship.get("Target", ""))).lstrip("/")
        raise damaged("it does not say where its text is")

    def _unpacked(self, name: str) -> bytes:
        if self._archive.getinfo(name).flag_bits & 1:
            raise Encrypted("The file has a password. Save it without one.")
        with self._archive.open(name) as part:
            content = part.read(self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            raise ZipBomb("The file unpacks to far more than its size allows. Save the text as a new document.")
        if _STRICT in content[:4096]:
            raise UnsupportedKind(
                "The file is a Strict Open XML document. Save it as an ordinary Word document (.docx)."
            )
        return content
