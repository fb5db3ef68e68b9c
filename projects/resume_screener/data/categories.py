"""Which occupation a category of resumes is, written down before anything was measured with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

CATEGORIES_FILE = Path(__file__).with_name("categories.json")


def occupations_of_categories(path: Path = CATEGORIES_FILE) -> Mapping[str, str]:
    """Return the O*NET-SOC code of each category that is one occupation: 16 of livecareer's 24.

    The others ("ARTS", "ENGINEERING", "BUSINESS-DEVELOPMENT") are several, and are only among what is searched.
    """
    codes: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return codes
