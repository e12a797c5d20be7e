"""Measures how faithfully pictures show what their prompts say.

  prompts      write prompts.txt and scenes.json: seeded scenes that training never saw as such
  folder       let the judge read PNGs that any program made from prompts.txt (in the order of their names)
  perfect      let the judge read perfect drawings of the same scenes: the best score that it can give
  checkpoint   make the pictures here, from the trained weights of the work folder
"""
import argparse
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch

import attributes
import pictures
import scenes
import stage
from judge import Judge
from sampling import Painter

SEED = 5            # of the noise that checkpoint starts from


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=stage.HelpFormat)
    commands = parser.add_subparsers(dest="command", required=True)
    prompts = commands.add_parser("prompts", formatter_class=stage.HelpFormat)
    prompts.add_argument("--prompts", type=Path, required=True, metavar="DIR", help="folder to write")
    prompts.add_argument("--count", type=int, default=160, help="number of prompts")
    folder, perfect, checkpoint = (commands.add_parser(name, formatter_class=stage.HelpFormat)
                                   for name in ("folder", "perfect", "checkpoint"))
    for sub in (folder, perfect, checkpoint):
        sub.add_argument("--work", type=Path, required=True, metavar="DIR", help="work folder with judge.pt")
        sub.add_argument("--prompts", type=Path, required=True, metavar="DIR", help="folder with prompts and scenes")
        sub.add_argument("--threads", type=int, default=1, help="CPU threads")
    folder.add_argument("--pngs", type=Path, required=True, nargs="+", metavar="DIR", help="folders to judge")
    checkpoint.add_argument("--model", choices=("full", "lite"), required=True, help="which of the two models")
    checkpoint.add_argument("--steps", type=int, default=20, help="DDIM steps")
    checkpoint.add_argument("--guidance", type=float, default=5.0, help="guidance scale")
    checkpoint.add_argument("--side", type=int, default=128, help="side of the pictures in pixels")
    checkpoint.add_argument("--sheet", type=Path, metavar="PNG", help="also write the first 48 pictures")
    return parser.parse_args()


def write_prompts(folder: Path, count: int) -> None:
    rng = random.Random(777)
    drawn = [scenes.sample_scene(rng, pair_prob=0.5) for _ in range(count)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prompts.txt").write_text("".join(scenes.canonical(s) + "\n" for s in drawn), encoding="utf-8")
    (folder / "scenes.json").write_text(json.dumps(drawn), encoding="utf-8")


def read_scenes(folder: Path) -> list[scenes.Scene]:
    drawn = json.loads((folder / "scenes.json").read_text(encoding="utf-8"))
    for scene in drawn:
        if "cell" in scene:
            scene["cell"] = tuple(scene["cell"])
    return drawn


def marks(scene: scenes.Scene, read: dict[str, Any]) -> tuple[list[tuple[str, bool]], bool]:
    """(what was asked, was it there?) for one picture, and whether all its objects are right."""
    wanted = attributes.describe(scene)
    right = {name: read[name] == value for name, value in wanted.items()}
    count = len(scene["objs"])
    out = [("background", right["bg0"] and right["bg1"]), ("layout", right["layout"])]
    objects = [right[f"shape{i}"] and right[f"color{i}"] for i in range(count)]
    for i in range(count):
        out += [("object: shape", right[f"shape{i}"]), ("object: color", right[f"color{i}"]),
                ("object: shape and color", objects[i])]
        if wanted[f"size{i}"] != "medium":
            out.append(("object: size", right[f"size{i}"]))
    if count == 1:
        out.append(("object: position", right["cell"]))
    whole = all(objects)
    out += [("picture: all shapes and colors", whole), (f"picture: all shapes and colors, objects={count}", whole)]
    return out, whole


def score(drawn: list[scenes.Scene], reads: list[dict[str, Any]], label: str) -> None:
    if len(drawn) != len(reads):
        raise SystemExit(f"{label}: {len(reads)} pictures for {len(drawn)} prompts")
    good, asked, failed = Counter(), Counter(), []
    for i, (scene, read) in enumerate(zip(drawn, reads)):
        found, whole = marks(scene, read)
        for name, right in found:
            asked[name] += 1
            good[name] += right
        if not whole:
            failed.append(i)
    print(label)
    for name in sorted(asked):
        print(f"  {name}: {good[name]}/{asked[name]} = {100 * good[name] / asked[name]:.1f}%")
    print("  failed prompts, counted from 0:", failed)


def main() -> None:
    args = arguments()
    if args.command == "prompts":
        write_prompts(args.prompts, args.count)
        return
    torch.set_num_threads(args.threads)
    drawn, judge = read_scenes(args.prompts), stage.load(Judge(), args.work / "judge.pt").eval()
    if args.command == "folder":
        for folder in args.pngs:
            score(drawn, judge.read(pictures.read_pngs(folder)), str(folder))
    elif args.command == "perfect":
        score(drawn, judge.read(pictures.draw(drawn, 128, 128)), "perfect drawings")
    else:
        painter = Painter.load(args.work, args.model)
        images = painter.paint([scenes.canonical(s) for s in drawn], args.side, args.side, SEED, args.steps,
                               args.guidance)
        if args.sheet:
            pictures.save_sheet(images[:48], args.sheet, columns=8)
        score(drawn, judge.read(images),
              f"{args.model}, {args.steps} steps, guidance {args.guidance}, {args.side}x{args.side}")


if __name__ == "__main__":
    main()
