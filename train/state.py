"""What a run is: what it was told, its network, and all that changes while it learns."""

import copy
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch.optim.swa_utils import get_ema_multi_avg_fn

from stickercam.errors import StickercamError
from stickercam.models.configurations import NETWORKS, build
from stickercam.models.conventions import OURS, Convention, translate
from stickercam.models.weights import load_network
from stickercam.train import bfloat16
from stickercam.train.batches import Batch
from stickercam.train.distributed import Group
from stickercam.train.loss import heatmap_loss
from stickercam.train.recipe import Recipe, fill
from stickercam.train.schedule import Progress, learning_rate
from stickercam.train.teacher import Teacher
from stickercam.train.trunk import freeze, load_trunk, trunk_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run was told. Its checkpoint carries it, so going on takes nothing but the folder.

    network: a name in NETWORKS. trunk, weights, teacher: "imagenet" or files.
    """

    network: str
    data: tuple[str, ...]
    recipe: Recipe
    seed: int = 0
    trunk: str | None = None
    weights: str | None = None
    teacher: str | None = None

    @classmethod
    def of(cls, record: dict, where: str) -> "Plan":
        """The plan that `asdict` made a record of."""
        recipe = fill(Recipe(), record["recipe"], where)
        return cls(**record | {"recipe": recipe, "data": tuple(record["data"])})


class NotFinite(Exception):
    """What is no number any more, "the loss" or "the gradient". mine: it was this process's batch."""

    def __init__(self, what: str, value: float, *, mine: bool = True) -> None:
        super().__init__(what, value)
        self.what, self.value, self.mine = what, value, mine


class Run:
    """A network and its optimizer on the way, in one process of a group."""

    def __init__(self, plan: Plan, group: Group = Group(), *, begin: bool = True) -> None:  # noqa: B008 (frozen)
        """begin: with the pretrained values that the plan names; going on, `restore` brings better ones."""
        torch.manual_seed(plan.seed)
        self.plan, self.recipe, self.group = plan, plan.recipe, group
        self.progress = Progress()
        self.convention = OURS
        network = build(*NETWORKS[plan.network])
        if begin:
            self._begin(network)
        self.network = group.convert(network).train()
        self.optimizer = _optimizer(self.network, self.recipe, pretrained=self._pretrained)
        self.teacher = self._teacher()
        self.bfloat16, self.precision = bfloat16.choose(self.recipe.precision, group.device)
        self.average = {name: value.clone() for name, value in self.network.state_dict().items()}
        self._frozen = -1  # neither frozen nor thawed yet

    @property
    def _pretrained(self) -> bool:
        return bool(self.plan.trunk or self.plan.weights)

    def _begin(self, network: torch.nn.Module) -> None:
        plan = self.plan
        if plan.weights:
            file = Path(plan.weights)
            start, header = load_network(file)
            if (header.architecture, header.arguments) != NETWORKS[plan.network]:
                what = f"{file} holds {header.name}, another network than {plan.network}"
                raise StickercamError(what, "train that one (--model, --size), or give other --weights")
            network.load_state_dict(start.state_dict())
            # Its cells are taught anew, by our rule.
            self.adopt(network, replace(header.convention, offset=OURS.offset))
        if plan.trunk:
            load_trunk(network, plan.trunk, trunk_name(plan.network))

    def adopt(self, network: torch.nn.Module, convention: Convention) -> None:
        """Let the network take its input as another's weights want it."""
        self.convention = convention
        translate(network, convention)

    def _teacher(self) -> Teacher | None:
        if not self.plan.teacher:
            return None
        recipe = self.recipe
        file = Path(self.plan.teacher)
        return Teacher(file, share=recipe.teacher_share, sigma=recipe.sigma, device=self.group.device)

    def _freeze(self, share: float) -> None:
        """Freeze or thaw the trunk when it is time; only a pretrained one has anything worth keeping."""
        number = self.recipe.frozen_blocks if self._pretrained and share < self.recipe.thaw else 0
        if number == self._frozen:
            return
        trunk = trunk_of(self.network)
        if trunk is not None:
            freeze(trunk, number)
        self._frozen = number
        self._learner = self.group.wrap(self.network)  # gives every process the weights of the first
        if not self.progress.step:
            self.average = {name: value.clone() for name, value in self.network.state_dict().items()}
        if self.recipe.compile:
            self._learner = torch.compile(self._learner)

    def learn(self, batch: Batch) -> float:
        """One step; returns the loss of the whole batch. NotFinite, and the weights as they were, where that, or the
        gradient's norm, is no number."""
        progress, recipe = self.progress, self.recipe
        self._freeze(progress.share)
        progress.learning_rate = learning_rate(recipe, progress.share, progress.factor)
        for group in self.optimizer.param_groups:
            group["lr"] = progress.learning_rate * group["scale"]
        target, weight = self.teacher.blend(batch) if self.teacher else (batch.target, batch.weight)
        outputs = self._outputs(batch.crops)
        loss = heatmap_loss(outputs, target, weight, recipe.foreground)
        mine = float(loss.detach())
        value = self.group.mean(mine)
        if not math.isfinite(value):
            raise NotFinite("the loss", mine, mine=not math.isfinite(mine))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if recipe.clip:
            norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), recipe.clip)
            if not bool(torch.isfinite(norm)):
                raise NotFinite("the gradient", float(norm))
        self.optimizer.step()
        self._update_average()
        return value

    def _outputs(self, crops: torch.Tensor) -> torch.Tensor | list[torch.Tensor]:
        try:
            with bfloat16.autocast(self.bfloat16, self.group.device):
                return self._learner(crops)
        except Exception as error:
            if not (self.recipe.compile and type(error).__module__.startswith("torch._")):
                raise
            reason = str(error).strip().splitlines()[0]
            what = f"torch.compile cannot compile {self.plan.network} here ({reason})"
            raise StickercamError(what, "set compile = false, or install a C++ compiler") from None

    @torch.no_grad()
    def _update_average(self) -> None:
        # Early on the average follows closely, or it would be full of the random beginning.
        decay = min(self.recipe.average, (1 + self.progress.step) / (10 + self.progress.step))
        floats: tuple[list, list] = [], []
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                floats[0].append(self.average[name])
                floats[1].append(value)
            else:
                self.average[name].copy_(value)
        if decay:
            get_ema_multi_avg_fn(decay)(*floats, None)
        else:
            torch._foreach_copy_(*floats)

    def averaged(self) -> torch.nn.Module:
        """A copy of the network with the averaged weights, in evaluation mode; the same in all processes."""
        self.group.spread(self.average.values())  # statistics of batch norms differ where each sees its own share
        network = copy.deepcopy(self.network)
        network.load_state_dict(self.average)
        return network.eval()

    def tensors(self) -> dict[str, torch.Tensor]:
        """All that changes while it learns, but for the progress."""
        tensors = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        tensors |= {f"average.{name}": value for name, value in self.average.items()}
        for index, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{name}": torch.as_tensor(value) for name, value in state.items()}
        return tensors | {"random": torch.get_rng_state()}

    def record(self) -> dict:
        """What the checkpoint says beside the tensors."""
        kept = {"plan": asdict(self.plan), "progress": asdict(self.progress), "convention": asdict(self.convention)}
        return kept | {"network": NETWORKS[self.plan.network]}

    def restore(self, tensors: dict[str, torch.Tensor], record: dict) -> None:
        """Become the run that a checkpoint was written of."""
        self.progress = Progress(**record["progress"])
        told = record["convention"]
        self.adopt(self.network, Convention(told["order"], tuple(told["mean"]), tuple(told["std"]), told["offset"]))
        self.network.to(self.group.device)
        part: dict[str, dict] = {kind: {} for kind in ("network", "average", "optimizer")}
        torch.set_rng_state(tensors.pop("random"))
        for name, value in tensors.items():
            kind, _, inner = name.partition(".")
            part[kind][inner] = value
        self.network.load_state_dict(part["network"])
        for name, value in self.average.items():
            value.copy_(part["average"][name])
        self._restore_optimizer(part["optimizer"])

    def _restore_optimizer(self, values: dict[str, torch.Tensor]) -> None:
        parameters = [p for group in self.optimizer.param_groups for p in group["params"]]
        state = self.optimizer.state_dict()
        for key, value in values.items():
            index, _, name = key.partition(".")
            if value.shape == parameters[int(index)].shape and value.dim():
                # In the parameter's own order in memory: in another, the last bit of a sum may fall differently.
                value = torch.empty_like(parameters[int(index)]).copy_(value)
            state["state"].setdefault(int(index), {})[name] = value
        self.optimizer.load_state_dict(state)


def trunk_name(network: str) -> str:
    """The kind of a network's trunk, "" if it has none."""
    arguments = NETWORKS[network][1]
    return arguments.get("backbone") or arguments.get("trunk", "")


def _optimizer(network: torch.nn.Module, recipe: Recipe, *, pretrained: bool) -> torch.optim.Optimizer:
    trunk = {id(parameter) for parameter in (trunk_of(network) or torch.nn.Module()).parameters()}
    groups = [
        {"params": [p for p in network.parameters() if id(p) not in trunk], "scale": 1.0},
        {"params": [p for p in network.parameters() if id(p) in trunk],
         "scale": recipe.trunk_learning_rate if pretrained else 1.0},
    ]  # fmt: skip
    kind = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam}[recipe.optimizer]
    kept = [group for group in groups if group["params"]]
    return kind(kept, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
