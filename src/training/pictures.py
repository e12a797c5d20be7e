"""Pictures as tensors: [B, 3, H, W] in -1..1."""
import math
import random
from pathlib import Path
from typing import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import scenes
from rendering import render


def draw(batch: Sequence[scenes.Scene], h: int, w: int) -> torch.Tensor:
    images = torch.from_numpy(np.stack([render(scene, h, w) for scene in batch]))
    return images.permute(0, 3, 1, 2) * 2 - 1


def from_bytes(images: torch.Tensor) -> torch.Tensor:
    """uint8 [B, H, W, 3] -> picture tensor."""
    return images.permute(0, 3, 1, 2).float() / 127.5 - 1


def to_bytes(images: torch.Tensor) -> torch.Tensor:
    """Picture tensor -> uint8 [B, H, W, 3]."""
    return ((images.permute(0, 2, 3, 1) + 1) * 127.5).round().clamp(0, 255).byte()


def read_pngs(folder: Path) -> torch.Tensor:
    """All PNGs of a folder, in the order of their names; they must have one size."""
    files = sorted(folder.glob("*.png"))
    if not files:
        raise SystemExit(f"no PNG files in {folder}")
    return from_bytes(torch.from_numpy(np.stack([np.array(Image.open(f).convert("RGB")) for f in files])))


def save_sheet(images: torch.Tensor, path: Path, columns: int) -> None:
    """Write pictures as one PNG, row by row; a last row that is not full stays white."""
    count, _, h, w = images.shape
    rows = math.ceil(count / columns)
    sheet = torch.cat([images, torch.ones(rows * columns - count, 3, h, w)])
    sheet = to_bytes(sheet).reshape(rows, columns, h, w, 3).permute(0, 2, 1, 3, 4)
    Image.fromarray(sheet.reshape(rows * h, columns * w, 3).numpy()).save(path)


def reconstruction_loss(made: torch.Tensor, wanted: torch.Tensor, squared: float) -> tuple[torch.Tensor, float]:
    """Absolute, squared and edge error; also returns the plain absolute error."""
    error = (made - wanted).abs()
    rows, columns = (((made - wanted).diff(dim=d)).abs().mean() for d in (-2, -1))
    loss = error.mean() + squared * (error ** 2).mean() + 0.5 * (rows + columns)
    return loss, error.mean().item()


def psnr(made: torch.Tensor, wanted: torch.Tensor) -> float:
    """Peak signal-to-noise ratio in dB."""
    return 10 * math.log10(4 / F.mse_loss(made.clamp(-1, 1), wanted).item())


class PicturePool:
    """Rendered 128x128 scenes to train on; the first few are held out to measure with."""
    SIDE, CROP = 128, 64

    def __init__(self, rng: random.Random, size: int, wild_every: int, held_out: int):
        if size <= held_out:
            raise SystemExit(f"the pool must have more than {held_out} pictures")
        self._held_out = held_out
        self._centres = torch.zeros(size, 2, dtype=torch.long)       # row, column of one object of each picture
        pool = np.empty((size, self.SIDE, self.SIDE, 3), np.uint8)
        for i in range(size):
            scene = scenes.sample_scene(rng, pair_prob=0.6) if i % wild_every else scenes.wild_scene(rng)
            pool[i] = np.round(render(scene, self.SIDE, self.SIDE) * 255)
            if scene["objs"]:
                o = rng.choice(scene["objs"])
                self._centres[i] = torch.tensor([int(o["y"] * self.SIDE), int(o["x"] * self.SIDE)])
        self._pool = torch.from_numpy(pool)

    def held_out(self) -> torch.Tensor:
        return from_bytes(self._pool[:self._held_out])

    def trained_on(self, limit: int) -> torch.Tensor:
        """uint8 [B, 128, 128, 3]: the last pictures of the pool."""
        return self._pool[self._held_out:][-limit:]

    def crops(self, count: int, near_object: float) -> torch.Tensor:
        """Random 64x64 crops; the given share of them is cut around an object, where the edges are."""
        picks = torch.randint(self._held_out, len(self._pool), (count,))
        last = self.SIDE - self.CROP
        anywhere = torch.randint(0, last + 1, (count, 2))
        near = (self._centres[picks] + torch.randint(-40, 41, (count, 2)) - self.CROP // 2).clamp(0, last)
        corners = torch.where(torch.rand(count, 1) < near_object, near, anywhere)
        return from_bytes(torch.stack([self._pool[i, y:y + self.CROP, x:x + self.CROP]
                                       for i, (y, x) in zip(picks.tolist(), corners.tolist())]))
