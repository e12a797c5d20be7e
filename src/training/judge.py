"""The judge: a small convolutional network that reads a picture back into scene attributes. Never shipped."""
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

import attributes

SIDE = 64


def _block(cin: int, cout: int, stride: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU())


class Judge(nn.Module):
    """[B, 3, 64, 64] in -1..1 -> logits [B, attributes.LOGITS]."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(_block(5, 24, 2), _block(24, 32, 1), _block(32, 64, 2), _block(64, 64, 1),
                                  _block(64, 96, 2), _block(96, 96, 1), _block(96, 96, 2))
        self.fc1, self.fc2 = nn.Linear(96 * 16, 192), nn.Linear(192, attributes.LOGITS)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        axis = torch.linspace(-1, 1, SIDE)
        columns = axis[None, None, None, :].expand(len(x), 1, SIDE, SIDE)
        rows = axis[None, None, :, None].expand(len(x), 1, SIDE, SIDE)
        placed = torch.cat([x, columns, rows], 1).contiguous(memory_format=torch.channels_last)
        return self.body(placed).flatten(1)

    def classify(self, features: torch.Tensor) -> torch.Tensor:
        return self.fc2(F.relu(self.fc1(features)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classify(self.features(x))

    @torch.no_grad()
    def read(self, images: torch.Tensor) -> list[dict[str, Any]]:
        """Pictures of any size -> the value of every attribute of each."""
        if images.shape[-2:] != (SIDE, SIDE):
            images = F.interpolate(images, size=(SIDE, SIDE), mode="area")
        rows = attributes.classes(self(images)).tolist()
        return [{name: values[c] for (name, values), c in zip(attributes.VALUES.items(), row)} for row in rows]
