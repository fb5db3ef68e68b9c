"""Two processes that ``torchrun`` starts share the work and end with one model."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from projects.image_classifier.training.distributed import Process, process_group
from projects.image_classifier.training.loop import fit, predict
from tests.image_classifier.training.small import SCHEDULE, dataset, network, unchanged

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import sys
from pathlib import Path
from safetensors.torch import save_file
from projects.image_classifier.training.distributed import process_group
from projects.image_classifier.training.loop import fit
from tests.image_classifier.training.small import SCHEDULE, dataset, network, unchanged
data, trained, out = dataset(), network(), Path(sys.argv[1])
with process_group() as process:
    fit(trained, data.train, data.validation, SCHEDULE, seed=7, augment=unchanged,
        path=out / "checkpoint.safetensors", process=process)
    tensors = {name: tensor.contiguous() for name, tensor in trained.state_dict().items()}
    save_file(tensors, out / f"{process.rank}-of-{process.world}.safetensors")
"""


def test_a_process_alone_does_everything() -> None:
    with process_group() as process:
        assert (process.rank, process.world, process.leads) == (0, 1, True)
        batch = torch.arange(5)
        assert torch.equal(process.share(batch), batch)
        process.wait()


def test_a_batch_is_shared_without_rest_and_without_overlap() -> None:
    parts = [Process(rank, 3).share(torch.arange(10)) for rank in range(3)]
    assert sorted(torch.cat(parts).tolist()) == list(range(10))
    assert [Process(rank, 3).leads for rank in range(3)] == [True, False, False]


@pytest.mark.timeout(120)
def test_two_processes_learn_one_network(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    subprocess.run([*command, str(script), str(tmp_path)], env=environment, cwd=ROOT, check=True, capture_output=True)
    first, second = (load_file(tmp_path / f"{rank}-of-2.safetensors") for rank in (0, 1))
    learned = [name for name in first if "running" not in name and "tracked" not in name]
    assert all(torch.equal(first[name], second[name]) for name in learned)
    together, data = network(), dataset()
    together.load_state_dict(first)
    assert (predict(together, data.test.pixels).argmax(axis=1) == data.test.labels).mean() > 0.9
    alone = network()
    fit(alone, data.train, data.validation, SCHEDULE, seed=7, augment=unchanged)
    assert (predict(alone, data.test.pixels).argmax(axis=1) == data.test.labels).mean() > 0.9
