"""Stage 5: draw the UNet's training scenes in several sizes and keep their latents. Makes latents0.pkl, latents1.pkl.

Two single-threaded processes share the work.
"""
import argparse
import math
import multiprocessing
import pickle
import random
import time
from pathlib import Path

import torch

import pictures
import scenes
import stage
from autoencoder import SCALING_FACTOR, VAE

Size = tuple[int, int]
COUNTS: dict[Size, int] = {(64, 64): 12000, (96, 96): 7000, (128, 128): 10500, (192, 192): 1100, (256, 256): 500,
                           (96, 128): 1000, (128, 96): 1000, (128, 192): 400, (192, 128): 400}
HALVES: list[list[Size]] = [[(128, 128), (128, 96), (128, 192)],
                            [(64, 64), (96, 96), (192, 192), (256, 256), (96, 128), (192, 128)]]


def encode(vae: VAE, drawn: list[scenes.Scene], h: int, w: int) -> torch.Tensor:
    """float16 latents of about unit variance."""
    parts = [vae.encode_fast(pictures.draw(drawn[i:i + 32], h, w)) for i in range(0, len(drawn), 32)]
    return (torch.cat(parts) * SCALING_FACTOR).half().contiguous()


def make_half(work: Path, half: int, share: float) -> None:
    torch.set_num_threads(1)
    vae = stage.load(VAE(), work / "vae.pt").eval()
    rng, start, out = random.Random(11 + half), time.time(), {}
    for h, w in HALVES[half]:
        short = min(h, w)
        drawn = [scenes.sample_scene(rng, h / short, w / short) for _ in range(math.ceil(COUNTS[h, w] * share))]
        out[h, w] = encode(vae, drawn, h, w), drawn
        std = out[h, w][0].float().std()
        print(f"{h}x{w}: {len(drawn)} scenes t={time.time() - start:.0f}s std={std:.3f}", flush=True)
    with open(work / f"latents{half}.pkl", "wb") as file:
        pickle.dump(out, file, protocol=4)


def load_latents(work: Path) -> dict[Size, tuple[torch.Tensor, list[scenes.Scene]]]:
    """All cached latents with their scenes, by picture size."""
    data = {}
    for half in range(len(HALVES)):
        with open(work / f"latents{half}.pkl", "rb") as file:
            data.update(pickle.load(file))
    return data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=stage.HelpFormat)
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="work folder of all stages")
    parser.add_argument("--processes", type=int, default=2, choices=(1, 2), help="halves made at the same time")
    parser.add_argument("--share", type=float, default=1.0, help="share of the usual number of scenes")
    args = parser.parse_args()
    with multiprocessing.get_context("spawn").Pool(args.processes) as pool:
        pool.starmap(make_half, [(args.work, half, args.share) for half in range(len(HALVES))], chunksize=1)


if __name__ == "__main__":
    main()
