import subprocess
import sys

import shared.evaluation


def test_public_names_exist_and_are_sorted() -> None:
    assert shared.evaluation.__all__ == sorted(shared.evaluation.__all__)
    assert all(hasattr(shared.evaluation, name) for name in shared.evaluation.__all__)


def test_import_loads_no_heavy_library() -> None:
    modules = "classification, calibration, figures, readme"
    script = (
        f"import sys; from shared.evaluation import {modules}; "
        "print(*sorted({'scipy', 'sklearn', 'matplotlib', 'pandas', 'mlflow'} & set(sys.modules)))"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == ""
