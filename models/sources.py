"""Pose networks of other people, as tables: how their tensors are called, and what they want as input.

A table of keys has our module on the left and theirs on the right. {s} is the stack, {r} the residual, {part} a layer
of a residual, {inner} "inner." for each level below the outermost, {level} and {low2} the same level as they count or
write it, {rest} anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stickercam.models.conventions import Convention

BEARPAW = {
    "stem.0": "conv1",
    "stem.1": "bn1",
    "stem.3.{part}": "layer1.0.{part}",
    "stem.5.{part}": "layer2.0.{part}",
    "stem.6.{part}": "layer3.0.{part}",
    "stacks.{s}.0.{inner}upper.{r}.{part}": "hg.{s}.hg.{level}.0.{r}.{part}",
    "stacks.{s}.0.{inner}down.{r}.{part}": "hg.{s}.hg.{level}.1.{r}.{part}",
    "stacks.{s}.0.{inner}out.{r}.{part}": "hg.{s}.hg.{level}.2.{r}.{part}",
    "stacks.{s}.0.inner.inner.inner.inner.{r}.{part}": "hg.{s}.hg.0.3.{r}.{part}",
    "stacks.{s}.1.{r}.{part}": "res.{s}.{r}.{part}",
    "heads.{s}.features.0": "fc.{s}.0",
    "heads.{s}.features.1": "fc.{s}.1",
    "heads.{s}.heatmaps": "score.{s}",
    "heads.{s}.features_back": "fc_.{s}",
    "heads.{s}.heatmaps_back": "score_.{s}",
}
PRINCETON = {
    "stem.0": "pre.0.conv",
    "stem.1": "pre.0.bn",
    "stem.3.{part}": "pre.1.{part}",
    "stem.5.{part}": "pre.3.{part}",
    "stem.6.{part}": "pre.4.{part}",
    "stacks.{s}.0.{inner}upper.0.{part}": "hgs.{s}.0.{low2}up1.{part}",
    "stacks.{s}.0.{inner}down.0.{part}": "hgs.{s}.0.{low2}low1.{part}",
    "stacks.{s}.0.{inner}out.0.{part}": "hgs.{s}.0.{low2}low3.{part}",
    "stacks.{s}.0.inner.inner.inner.inner.0.{part}": "hgs.{s}.0.low2.low2.low2.low2.{part}",
    "stacks.{s}.1.0.{part}": "features.{s}.0.{part}",
    "heads.{s}.features.0": "features.{s}.1.conv",
    "heads.{s}.features.1": "features.{s}.1.bn",
    "heads.{s}.heatmaps": "outs.{s}.conv",
    "heads.{s}.features_back": "merge_features.{s}.conv.conv",
    "heads.{s}.heatmaps_back": "merge_preds.{s}.conv.conv",
}
MICROSOFT = {"backbone.{rest}": "{rest}", "deconv_layers.{rest}": "deconv_layers.{rest}", "final_layer": "final_layer"}
MMPOSE = {
    "backbone.{rest}": "backbone.{rest}",
    "deconv_layers.{rest}": "head.deconv_layers.{rest}",
    "final_layer": "head.final_layer",
}
MMPOSE_0 = {ours: theirs.replace("head.", "keypoint_head.") for ours, theirs in MMPOSE.items()}

# Layers of a residual by our names, where theirs differ.
BEARPAW_PARTS = {"skip": "downsample.0"}
PRINCETON_PARTS = {"conv1": "conv1.conv", "conv2": "conv2.conv", "conv3": "conv3.conv", "skip": "skip_layer.conv"}

IMAGENET = Convention("RGB", (123.675, 116.28, 103.53), (58.395, 57.12, 57.375), offset=0.0)


def _number(tensors: Mapping, key: str) -> int:
    """How many of key.format(0), key.format(1), ... there are."""
    number = 0
    while key.format(number) in tensors:
        number += 1
    return number


def resnet_depth(tensors: Mapping, prefix: str = "") -> int:
    """18, 34, 50, 101 or 152, from the blocks that a ResNet has; ValueError if no ResNet has so many."""
    from stickercam.models.resnet import DEPTHS

    blocks = tuple(_number(tensors, f"{prefix}layer{layer}.{{}}.conv1.weight") for layer in (1, 2, 3, 4))
    bottleneck = f"{prefix}layer1.0.conv3.weight" in tensors
    for depth, repeats in DEPTHS.items():
        if repeats == blocks and bottleneck == (depth >= 50):
            return depth
    raise ValueError(f"no ResNet has {', '.join(map(str, blocks))} blocks")


def _hourglass(scores: str, residual: str | None, stem: str, second: str) -> Callable[[Mapping], tuple[str, dict]]:
    """What reads an hourglass's arguments off its tensors, told where they lie under the source's names."""

    def arguments(tensors: Mapping) -> tuple[str, dict]:
        width, channels = tensors[scores.format(0)].shape[1], tensors[stem].shape[0]
        middle = tensors[second].shape[0]
        residuals = _number(tensors, residual) if residual else 1
        known = {"stacks": _number(tensors, scores), "residuals": residuals, "width": width}
        # Only what is not as usual: the usual networks then have the very arguments of `configurations.NETWORKS`.
        if channels != 64:
            known["stem"] = channels
        if middle != width:
            known |= {"wide_stem": False} if middle == 2 * channels else {"middle": middle}
        return "hourglass", known

    return arguments


def _pose_resnet(prefix: str, deconvolution: str) -> Callable[[Mapping], tuple[str, dict]]:
    def arguments(tensors: Mapping) -> tuple[str, dict]:
        depth = resnet_depth(tensors, prefix)
        return "simplebaseline", {"backbone": f"resnet{depth}", "width": tensors[deconvolution].shape[1]}

    return arguments


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of file. marks: beginnings of keys that its files have; heads: the key that has a row a joint."""

    name: str
    marks: tuple[str, ...]
    heads: str
    network: Callable[[Mapping], tuple[str, dict]]
    keys: Mapping[str, str]
    convention: Convention
    targets: str  # what its heatmaps were trained to be
    parts: Mapping[str, str] | None = None
    unused: str = "$."  # a pattern of keys that its networks own and never use


SOURCES = (
    Source(
        "hourglass of bearpaw/pytorch-pose or anibali's package", ("hg.0.hg.0.", "score.0."), "score.0.weight",
        _hourglass("score.{}.weight", "hg.0.hg.0.0.{}.bn1.weight", "conv1.weight", "layer2.0.conv3.weight"),
        BEARPAW, Convention("RGB", (112.302, 113.22, 110.3385), (255.0, 255.0, 255.0), offset=2.0),
        "sigma 1 cell about floor(x / 4)", BEARPAW_PARTS,
    ),
    Source(
        "hourglass of princeton-vl/pytorch_stacked_hourglass", ("hgs.0.0.", "outs.0."), "outs.0.conv.weight",
        _hourglass("outs.{}.conv.weight", None, "pre.0.conv.weight", "pre.3.conv3.conv.weight"),
        PRINCETON, Convention("RGB", (0.0, 0.0, 0.0), (255.0, 255.0, 255.0), offset=2.0),
        "sigma 1 cell about floor(x / 4)", PRINCETON_PARTS, r".*\.skip_layer\.conv\.(weight|bias)",
    ),
    Source(
        "pose ResNet of microsoft/human-pose-estimation.pytorch or HRNet", ("layer1.0.", "deconv_layers.0."),
        "final_layer.weight", _pose_resnet("", "deconv_layers.0.weight"), MICROSOFT,
        # OpenCV's BGR, with the means of R, G, B taken in that order: so they were trained.
        Convention("BGR", IMAGENET.mean, IMAGENET.std, offset=0.0), "sigma 2 cells about round(x / 4)",
    ),
    Source(
        "pose ResNet of mmpose 1", ("backbone.layer1.0.", "head.deconv_layers.0."), "head.final_layer.weight",
        _pose_resnet("backbone.", "head.deconv_layers.0.weight"), MMPOSE, IMAGENET, "sigma 2 cells about round(x / 4)",
        unused=r"data_preprocessor\..*",
    ),
    Source(
        "pose ResNet of mmpose 0", ("backbone.layer1.0.", "keypoint_head.deconv_layers.0."),
        "keypoint_head.final_layer.weight", _pose_resnet("backbone.", "keypoint_head.deconv_layers.0.weight"),
        MMPOSE_0, IMAGENET, "sigma 2 cells about round(x / 4)",
    ),
)  # fmt: skip
OTHERS = {  # beginnings of keys -> what has them, and what to do
    "backbone.hourglass_modules.": (
        "mmpose's hourglass52, another network than the stacked hourglass (one stack, five levels, plain blocks)",
        "take bearpaw's or princeton's",
    ),
    "backbone.stage2.0.branches.": ("an HRNet of mmpose", "take one of mmpose's pose ResNets"),
    "stage2.0.branches.": ("an HRNet", "take the pose ResNet of the same authors"),
}
TRUNK = ("layer1.0.", "layer4.0.")  # a ResNet with no head for joints: torchvision's
