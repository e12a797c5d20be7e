"""Evaluation aid: trains the judge that reads pictures. Makes judge.pt."""
import argparse
import random
from pathlib import Path

import torch
import torch.nn.functional as F

import attributes
import pictures
import scenes
import stage
from judge import SIDE, Judge

BATCH, PEAK_RATE = 64, 3e-3


def arguments() -> argparse.Namespace:
    parser = stage.command_line(__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="wall-clock budget")
    return parser.parse_args()


def sample(rng: random.Random, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures and the class numbers of what they show."""
    drawn = [scenes.sample_scene(rng) for _ in range(count)]
    return pictures.draw(drawn, SIDE, SIDE), torch.tensor([attributes.labels(s) for s in drawn])


def imperfect(x: torch.Tensor, rng: random.Random) -> torch.Tensor:
    """Noise and blur, as the autoencoder and the sampler leave them."""
    x = x + torch.randn_like(x) * torch.rand(len(x), 1, 1, 1) * 0.12
    if rng.random() < 0.5:
        x = (x + F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)) / 2
    return x


@torch.no_grad()
def accuracies(judge: Judge, x: torch.Tensor, wanted: torch.Tensor) -> str:
    return attributes.accuracies(judge.eval()(x), wanted)


def train(judge: Judge, minutes: float, target: Path) -> None:
    optimizer = torch.optim.AdamW(judge.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    rng, held_out = random.Random(31), sample(random.Random(4242), 500)
    clock, step = stage.Clock(minutes), 0
    while not clock.is_over():
        stage.set_rate(optimizer, PEAK_RATE, step, 50, stage.cosine(clock.share(), floor=0.01))
        x, wanted = sample(rng, BATCH)
        judge.train()
        with stage.bfloat16():
            features = judge.features(imperfect(x, rng))
        loss = attributes.loss(judge.classify(features.float()), wanted)
        stage.descend(optimizer, loss)
        step += 1
        if step % 200 == 0:
            print(f"step {step} t={clock.elapsed():.0f}s loss={loss.item():.3f} {accuracies(judge, *held_out)}",
                  flush=True)
            stage.save(judge, target)
    stage.save(judge, target)
    print(f"done: {step} steps, held out {accuracies(judge, *held_out)}")


def main() -> None:
    args = arguments()
    stage.prepare(args, seed=3)
    train(Judge().to(memory_format=torch.channels_last), args.minutes, args.work / "judge.pt")


if __name__ == "__main__":
    main()
