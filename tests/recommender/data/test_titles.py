from __future__ import annotations

import pytest

from projects.recommender.data.titles import clean_title


@pytest.mark.parametrize(
    ("raw", "title", "year"),
    [
        ("Matrix, The (1999)", "The Matrix", 1999),
        ("Bug's Life, A (1998)", "A Bug's Life", 1998),
        ("Affair to Remember, An (1957)", "An Affair to Remember", 1957),
        ("Avventura, L' (1960)", "L'Avventura", 1960),
        ("Good, The Bad and The Ugly, The (1966)", "The Good, The Bad and The Ugly", 1966),
        ("City of Lost Children, The (Cité des enfants perdus, La) (1995)",
         "The City of Lost Children (La Cité des enfants perdus)", 1995),
        ("Shanghai Triad (Yao a yao yao dao waipo qiao) (1995)", "Shanghai Triad (Yao a yao yao dao waipo qiao)", 1995),
        ("Paris, Texas (1984)", "Paris, Texas", 1984),
        ("Land Before Time III (1995) (V)", "Land Before Time III", 1995),
        ("Doctor Who (2005–2022)", "Doctor Who", 2005),
        ("2001: A Space Odyssey", "2001: A Space Odyssey", None),
        ("unknown", "unknown", None),
        ("(1999)", "(1999)", 1999),
        ("", "", None),
    ],
)  # fmt: skip
def test_titles_read_as_people_write_them(raw: str, title: str, year: int | None) -> None:
    assert clean_title(raw) == (title, year)
