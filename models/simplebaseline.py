"""SimpleBaseline (Xiao, Wu, Wei, ECCV 2018, section 2): a backbone, three deconvolutions, a 1x1 head."""

import torch
from torch import nn

from stickercam.models.mobilenet import MobileNetV2
from stickercam.models.resnet import ResNet


class SimpleBaseline(nn.Module):
    """(N, 3, S, S) in -1..1 -> (N, joints, S/4, S/4) heatmaps.

    backbone: "resnet18", 34, 50, 101, 152, or "mobilenetv2-WIDTH". width: channels of the 4x4 deconvolutions.
    """

    def __init__(self, backbone: str = "resnet50", width: int = 256, joints: int = 16) -> None:
        super().__init__()
        if backbone.startswith("resnet"):
            self.backbone = ResNet(int(backbone.removeprefix("resnet")))
            inputs = self.backbone.channels
        else:
            self.backbone = MobileNetV2(float(backbone.removeprefix("mobilenetv2-")))
            inputs = self.backbone.channels[-1]
        layers: list[nn.Module] = []
        for _ in range(3):
            layers += [nn.ConvTranspose2d(inputs, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width)]
            layers.append(nn.ReLU(inplace=True))
            inputs = width
        self.deconv_layers = nn.Sequential(*layers)
        self.final_layer = nn.Conv2d(width, joints, 1)
        for module in self.deconv_layers:  # the paper's code draws these from N(0, 0.001)
            if isinstance(module, nn.ConvTranspose2d):
                nn.init.normal_(module.weight, std=0.001)
        nn.init.normal_(self.final_layer.weight, std=0.001)
        nn.init.zeros_(self.final_layer.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = self.backbone(x)
        return self.final_layer(self.deconv_layers(features[-1] if isinstance(features, list) else features))
