"""The documents that the service of the tests answers from, and questions on them."""

from __future__ import annotations

from pathlib import Path

FORESTS = """# Random forests

A random forest is a set of decision trees that vote.

## Why more trees do not hurt

Adding trees to a random forest does not make it overfit, because the trees are grown independently and their average
converges. The error settles at a level that no further tree changes.

## What a forest costs

A random forest with many trees needs memory for every tree, and every prediction visits all of them.
"""
DROPOUT = """# Dropout

Dropout switches off random neurons during training.

## Why it helps

Dropout helps because no neuron can rely on one other neuron, so the network learns redundant features.

## When it is off

During prediction dropout is switched off, and the weights are used as they are.
"""
KITCHEN = """# Baking bread

Bread dough rests for twelve hours in a cool place before it goes into the oven.
"""
TEXTS = {"random-forests.md": FORESTS, "dropout.md": DROPOUT, "guides/bread.md": KITCHEN}
ANSWERED = "Why does adding trees to a random forest not make it overfit?"
ANOTHER = "How long does bread dough rest in a cool place?"
REFUSED = "Which planet has the largest moons?"


def write(folder: Path) -> Path:
    """Write the documents below ``folder``."""
    for name, text in TEXTS.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
