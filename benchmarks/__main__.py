"""``make bench``: run every benchmark and print its table."""

from importlib import import_module
from pathlib import Path

for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"benchmarks.{path.stem}").main()
