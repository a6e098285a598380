"""Several processes that learn together under torchrun; one process is a group of one.

Gradients are averaged by DistributedDataParallel, over nccl on GPUs and gloo on CPUs. Every process holds an equal part
of each batch, so the average is the gradient of the whole batch. Batch norms see the whole batch on GPUs
(SyncBatchNorm); on CPUs, where torch has no such thing, each process normalises by its own part, and the running
statistics that are kept are those of process 0.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import distributed, nn

from stickercam.errors import StickercamError, UsageError

PATIENCE = timedelta(hours=2)  # process 0 may validate or write while the others wait


@dataclass(frozen=True, slots=True)
class Group:
    """The processes of a run as one of them sees it. device: "cpu", "cuda" or "cuda:NUMBER"."""

    rank: int = 0
    world: int = 1
    device: str = "cpu"

    @property
    def first(self) -> bool:
        """Whether this is the process that writes and talks."""
        return self.rank == 0

    def convert(self, network: nn.Module) -> nn.Module:
        """The network on this process's device, its batch norms seeing all parts of the batch where they can."""
        if self.world > 1 and self.device.startswith("cuda"):
            network = nn.SyncBatchNorm.convert_sync_batchnorm(network)
        return network.to(self.device, memory_format=torch.channels_last)

    def wrap(self, network: nn.Module) -> nn.Module:
        """The network with averaged gradients. To be called anew whenever parameters freeze or thaw."""
        if self.world == 1:
            return network
        ids = [torch.device(self.device).index] if self.device.startswith("cuda") else None
        return nn.parallel.DistributedDataParallel(network, device_ids=ids)

    def largest(self, *values: float) -> tuple[float, ...]:
        """Of each value the largest that any process has."""
        if self.world == 1:
            return values
        both = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.all_reduce(both, distributed.ReduceOp.MAX)
        return tuple(both.tolist())

    def gather(self, value) -> list:
        """What every process has, by rank; any object that pickles."""
        if self.world == 1:
            return [value]
        values = [None] * self.world
        distributed.all_gather_object(values, value)
        return values

    def spread(self, tensors: Iterable[torch.Tensor]) -> None:
        """Give every process the values of the first."""
        for tensor in tensors if self.world > 1 else ():
            distributed.broadcast(tensor, 0)

    def check_all(self, error: StickercamError | None) -> None:
        """Raise in every process if one has an error: there its own, elsewhere what it says."""
        told = self.gather(None if error is None else (error.what, error.way_out))
        if error is not None:
            raise error
        for rank, words in enumerate(told):
            if words is not None:
                raise StickercamError(f"process {rank} could not begin: {words[0]}", words[1])

    def mean(self, value: float) -> float:
        """Over all processes; no number where one has none."""
        if self.world == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.all_reduce(total, distributed.ReduceOp.SUM)
        return float(total) / self.world

    def check_same(self, facts: dict[str, object]) -> None:
        """Raise in every process unless all of them have the same facts."""
        all_facts = self.gather(facts)
        for name in facts:
            for rank, theirs in enumerate(all_facts):
                if theirs[name] != all_facts[0][name]:
                    both = f" ({theirs[name]}, not {all_facts[0][name]})" if len(str(theirs[name])) < 40 else ""
                    what = f"process {rank} has another {name} than process 0{both}"
                    raise StickercamError(what, "give every process the same files and the same command")


@contextmanager
def join(device: str = "auto") -> Iterator[Group]:
    """The group that torchrun's environment says this process belongs to; without it a group of one.

    device: "auto" is CUDA where torch finds a card, else the CPU.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda" and not torch.cuda.is_available():
        raise StickercamError("torch finds no CUDA device here", "leave --device out, or install a torch with CUDA")
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world == 1 or "RANK" not in os.environ:
        yield Group(device=device)
        return
    if device == "cuda":
        local = int(os.environ.get("LOCAL_RANK", "0"))
        if local >= torch.cuda.device_count():
            what = f"process {local} of this machine has no card: there are {torch.cuda.device_count()}"
            raise UsageError(what, "start as many processes as there are cards")
        device = f"cuda:{local}"
        torch.cuda.set_device(local)
    distributed.init_process_group("nccl" if device != "cpu" else "gloo", timeout=PATIENCE)
    try:
        yield Group(distributed.get_rank(), distributed.get_world_size(), device)
    except RuntimeError as error:
        if not (isinstance(error, distributed.DistError) or "gloo" in str(error)):
            raise
        raise StickercamError("another process of the group has ended", "see what it said; --resume goes on") from error
    finally:
        distributed.destroy_process_group()
