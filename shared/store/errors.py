"""What can go wrong with the store, and whose fault it is.

    StoreError
    ├── InvalidStoreUrl    the configured address names no database that this store can use
    ├── InvalidRecord      the caller's record can't be stored; sending it again won't help
    ├── SchemaMismatch     a newer version of this code has migrated the database
    └── StoreUnavailable   the database is down, locked, full or not migrated; try again later

No message ever holds the password of the database.
"""

from __future__ import annotations


class StoreError(Exception):
    """Base of everything that the store raises."""


class InvalidStoreUrl(StoreError, ValueError):
    """The database address is wrong: a mistake in the configuration."""


class InvalidRecord(StoreError, ValueError):
    """The record can't be stored in every supported database."""


class SchemaMismatch(StoreError):
    """The database belongs to a newer version of this code."""


class StoreUnavailable(StoreError):
    """The database can't be used right now."""
