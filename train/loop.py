"""The training loop: one network, one loss, a schedule by time, checkpoints that a later day goes on from."""

import json
import math
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

import stickercam
from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS, build, network_name
from stickercam.models.geometry import CROP
from stickercam.models.skeleton import JOINTS
from stickercam.models.weights import Header, save_weights
from stickercam.train.batches import Batches
from stickercam.train.datasets import Dataset, open_data
from stickercam.train.evaluate import measure, predict
from stickercam.train.loss import heatmap_loss
from stickercam.train.recipe import Recipe, read_recipe

LOG_EVERY = 20  # steps
CHECKPOINT_EVERY = 300.0  # seconds
VALIDATE_EVERY = 0.1  # share of the run
VALIDATE_ON = 200  # people: enough to see the direction, cheap enough to do often
VALIDATE_MADE_UP = 40  # of the synthetic ones, each of which takes a third of a second to render


@dataclass(slots=True)
class Progress:
    """Where a run stands; what its log and its checkpoint carry."""

    step: int = 0
    people: int = 0
    seconds: float = 0.0  # learned so far, over all sittings
    loss: float | None = None  # mean since the last line of the log
    pck: float | None = None  # of the last validation
    validated: float = 0.0  # share of the run at the last validation

    def __str__(self) -> str:
        parts = [f"loss {self.loss:.4f}"] if self.loss is not None else []
        return ", ".join(parts + ([f"PCK@0.2 {self.pck:.1f}"] if self.pck is not None else []))


def _trunk(network: torch.nn.Module) -> torch.nn.Module | None:
    return getattr(network, "trunk", None) or getattr(network, "backbone", None)


def load_trunk(network: torch.nn.Module, file: Path) -> None:
    """Pretrained values for the network's trunk from a safetensors file with the trunk's own names."""
    try:
        values = load_file(file)
    except Exception as error:
        raise StickercamError(f"{file} is not a safetensors file ({error})", "give the file of a trunk") from None
    trunk = _trunk(network)
    try:
        trunk.load_state_dict({name: value.float() for name, value in values.items()})
    except (RuntimeError, AttributeError) as error:
        first = str(error).splitlines()[-1].strip()
        raise StickercamError(f"{file} does not fit the network's trunk ({first})", "take the trunk it names") from None


def _optimizer(network: torch.nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    trunk = {id(parameter) for parameter in (_trunk(network) or torch.nn.Module()).parameters()}
    groups = [
        {"params": [p for p in network.parameters() if id(p) not in trunk], "scale": 1.0},
        {"params": [p for p in network.parameters() if id(p) in trunk], "scale": recipe.trunk_learning_rate},
    ]
    groups = [group for group in groups if group["params"]]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)


def _rate(share: float, warm_up: float) -> float:
    """Linear warm-up, then half a cosine to zero."""
    if share < warm_up:
        return max(share / warm_up, 0.01)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (share - warm_up) / (1 - warm_up))))


class Run:
    """One training in its folder: recipe.json, log.jsonl, checkpoint.safetensors, weights.safetensors, curves.png."""

    def __init__(self, name: str, recipe: Recipe, out: Path, *, trunk: Path | None, seed: int) -> None:
        torch.manual_seed(seed)
        self.name, self.recipe, self.out = name, recipe, out
        self.network = build(*NETWORKS[name]).to(memory_format=torch.channels_last)
        if trunk is not None:
            load_trunk(self.network, trunk)
        self.average = {key: value.clone() for key, value in self.network.state_dict().items()}
        self.optimizer = _optimizer(self.network, recipe)
        self.progress = Progress()
        self.data: list[str] = []
        self.trunk_name = trunk.stem if trunk else None

    def learn(self, batch, share: float) -> float:
        """One step; returns its loss."""
        trunk = _trunk(self.network)
        if hasattr(trunk, "freeze"):
            trunk.freeze(self.recipe.frozen_blocks if share < self.recipe.thaw else 0)
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * group["scale"] * _rate(share, self.recipe.warm_up)
        loss = heatmap_loss(self.network(batch.crops), batch.target, batch.weight, self.recipe.foreground)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self._update_average()
        return float(loss.detach())

    @torch.no_grad()
    def _update_average(self) -> None:
        # Early on the average follows closely, or it would be full of the random beginning.
        decay = min(self.recipe.average, (1 + self.progress.step) / (10 + self.progress.step))
        for key, value in self.network.state_dict().items():
            if value.is_floating_point():
                self.average[key].lerp_(value, 1 - decay)
            else:
                self.average[key].copy_(value)

    def averaged(self) -> torch.nn.Module:
        """A copy of the network with the averaged weights, in evaluation mode."""
        network = build(*NETWORKS[self.name]).to(memory_format=torch.channels_last)
        network.load_state_dict(self.average)
        return network.eval()

    def header(self) -> Header:
        """What the weights file says of itself."""
        architecture, arguments = NETWORKS[self.name]
        provenance = {
            "recipe": asdict(self.recipe), "data": self.data, "trunk": self.trunk_name,
            "steps": self.progress.step, "people_seen": self.progress.people,
            "minutes": round(self.progress.seconds / 60, 1), "commit": _commit(),
            "stickercam": stickercam.__version__, "torch": torch.__version__,
            "licence": "Apache-2.0 for the values; see assets/LICENSES.md for the data behind them",
        }  # fmt: skip
        return Header(
            name=self.name, architecture=architecture, arguments=arguments, input_size=CROP, joints=JOINTS,
            provenance=provenance, scores={},
        )  # fmt: skip

    def save(self) -> None:
        """Checkpoint and weights, each written beside and renamed."""
        tensors = {f"network.{key}": value for key, value in self.network.state_dict().items()}
        tensors |= {f"average.{key}": value for key, value in self.average.items()}
        for index, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{key}": torch.as_tensor(value) for key, value in state.items()}
        beside = self.out / "checkpoint.partial"
        tensors = {key: value.contiguous() for key, value in tensors.items()}
        save_file(tensors, beside, {"progress": json.dumps(asdict(self.progress))})
        beside.replace(self.out / "checkpoint.safetensors")
        save_weights(self.out / "weights.safetensors", self.average, self.header())

    def restore(self) -> None:
        """Go on from the folder's checkpoint. StickercamError where there is none."""
        from safetensors import safe_open

        file = self.out / "checkpoint.safetensors"
        if not file.is_file():
            raise StickercamError(f"{self.out} holds no checkpoint", "leave --resume out to begin anew")
        with safe_open(file, "pt") as content:
            self.progress = Progress(**json.loads(content.metadata()["progress"]))
            tensors = {key: content.get_tensor(key) for key in content.keys()}  # noqa: SIM118 (not a dict)
        part = {kind: {} for kind in ("network", "average", "optimizer")}
        for key, value in tensors.items():
            kind, _, name = key.partition(".")
            part[kind][name] = value
        self.network.load_state_dict(part["network"])
        self.average = part["average"]
        state = self.optimizer.state_dict()
        for key, value in part["optimizer"].items():
            index, _, name = key.partition(".")
            state["state"].setdefault(int(index), {})[name] = value
        self.optimizer.load_state_dict(state)

    def log(self, **values) -> None:
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")


def _commit() -> str | None:
    try:
        done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _validate(run: Run, samples: list) -> float:
    xy, score = predict(run.averaged(), samples)
    return measure(xy, score, samples)["pck@0.2"]["mean"]


def _people(sets: list[Dataset], number: int, preparing: Callable[[int, int], None]) -> list:
    """The same people each time, of the set with hand labels first."""
    if not sets:
        return []
    chosen = next((dataset for dataset in sets if dataset.name in ("lspet", "lsp")), sets[0])
    number = min(number, VALIDATE_MADE_UP) if chosen.name == "synthetic" else number
    order = np.random.default_rng(1).permutation(len(chosen.samples))[:number]
    people = []
    for done, index in enumerate(order, 1):
        sample = chosen.samples[index]
        if not sample.nobody:
            people.append(sample)
        preparing(done, len(order))
    return people


def train(
    model: str, size: str | None, data: list[str], out: Path, *, recipe: str = "ours", minutes: float | None = None,
    batch: int | None = None, trunk: Path | None = None, resume: bool = False, seed: int = 0,
    threads: int | None = None, report: Callable[[Progress, float], None] | None = None,
    preparing: Callable[[int, int], None] = lambda done, total: None,
) -> Path:  # fmt: skip
    """Train a network and return its weights file, OUT/weights.safetensors (the running average).

    data: KIND:PATH[@WEIGHT] each; none means synthetic people, made afresh. report(progress, share of the run)
    is called every few steps, preparing(done, all) before the first. Ctrl-C ends the run early and keeps what was
    learned.
    """
    if threads:
        torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    name = network_name(model, size)
    settings = read_recipe(recipe, minutes=minutes, batch=batch)
    data = data or ["synthetic:1000"]
    sets = [dataset for spec in data for dataset in open_data(spec, "train", seed=seed)]
    held_out = _people(
        [dataset for spec in data for dataset in open_data(spec, "val", seed=seed)], VALIDATE_ON, preparing
    )
    if (out / "checkpoint.safetensors").exists() and not resume:
        raise UsageError(f"{out} holds a run already", "give --resume to go on with it, or another --out")
    out.mkdir(parents=True, exist_ok=True)
    run = Run(name, settings, out, trunk=trunk, seed=seed)
    run.data = data
    if resume:
        run.restore()
    (out / "recipe.json").write_text(json.dumps({"network": name, "data": data, **asdict(settings)}, indent=1))
    _learn(run, sets, held_out, seed=seed + run.progress.step, report=report)
    return out / "weights.safetensors"


def _learn(run: Run, sets: list[Dataset], held_out: list, *, seed: int, report) -> None:
    progress, recipe = run.progress, run.recipe
    batches = Batches(sets, recipe.batch, recipe.size_at(0.0), sigma=recipe.sigma, seed=seed)
    stopped = False

    def stop(*_):
        nonlocal stopped
        stopped = True

    before = signal.signal(signal.SIGINT, stop)
    saved = last = time.monotonic()
    losses: list[float] = []
    try:
        while not stopped and (share := progress.seconds / (60 * recipe.minutes)) < 1:
            batches.size = recipe.size_at(share)
            run.network.train()
            losses.append(run.learn(next(batches), share))
            now = time.monotonic()
            progress.seconds += now - last
            last = now
            progress.step += 1
            progress.people += recipe.batch
            if progress.step % LOG_EVERY == 0:
                progress.loss, losses = float(np.mean(losses)), []
                run.log(**asdict(progress))
                if report:
                    report(progress, share)
            if held_out and share - progress.validated >= VALIDATE_EVERY:
                progress.validated, progress.pck = share, _validate(run, held_out)
                run.log(**asdict(progress), validation=True)
                last = time.monotonic()  # looking is not learning
            if now - saved > CHECKPOINT_EVERY:
                run.save()
                saved = last = time.monotonic()
    finally:
        signal.signal(signal.SIGINT, before)
        batches.close()
    progress.loss = float(np.mean(losses)) if losses else progress.loss
    if held_out:
        progress.pck = _validate(run, held_out)
        run.log(**asdict(progress), validation=True)
    run.save()
    from stickercam.train.curves import draw_curves

    draw_curves(run.out / "log.jsonl", run.out / "curves.png")
