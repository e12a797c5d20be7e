"""Shows what the models are trained on: writes a sheet of drawn scenes, prints captions and texts."""
import argparse
import random
from pathlib import Path

import numpy as np
from PIL import Image

import scenes
import stories
from rendering import render

COLUMNS = 9


def sheet(rng: random.Random, rows: int, side: int) -> np.ndarray:
    """Rows of grammar scenes (the first has every shape once) and a last row of wild ones: uint8 [h, w, 3]."""
    drawn = [[scenes.sample_scene(rng) for _ in range(COLUMNS)] for _ in range(rows)]
    for scene, shape in zip(drawn[0], scenes.SHAPES):
        scene["objs"][0]["shape"] = shape
    drawn.append([scenes.wild_scene(rng) for _ in range(COLUMNS)])
    images = np.concatenate([np.concatenate([render(s, side, side) for s in row], 1) for row in drawn])
    return np.round(images * 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="PNG", help="picture to write")
    parser.add_argument("--rows", type=int, default=5, help="rows of scenes, before one of out-of-grammar scenes")
    parser.add_argument("--side", type=int, default=128, help="side of a scene in pixels")
    parser.add_argument("--texts", type=int, default=8, help="captions and documents to print")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    Image.fromarray(sheet(rng, args.rows, args.side)).save(args.out)
    for _ in range(args.texts):
        scene = scenes.sample_scene(rng)
        print(f"{scenes.canonical(scene)}  ||  {scenes.caption(scene, rng)}")
    for _ in range(args.texts):
        print("--", stories.document(rng), sep="\n")


if __name__ == "__main__":
    main()
