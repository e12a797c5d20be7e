"""Stage 4: pre-training of the text encoder. Makes text_pre.pt.

The encoder learns to put every attribute of the described scene into its states, where throw-away linear heads
read them. The UNet then only has to learn to draw.
"""
import argparse
import random

import torch
from torch import nn

import attributes
import scenes
import stage
from bpe import ClipBPE
from diffusion import TEXT_DIM, TextEncoder

BATCH, PEAK_RATE = 96, 2e-3
LENGTHS = [32, 32, 32, 32, 40, 64, 77]      # prompt lengths seen in training


def arguments() -> argparse.Namespace:
    parser = stage.command_line(__doc__)
    parser.add_argument("--steps", type=int, default=900, help="optimiser steps; 300 are enough")
    return parser.parse_args()


def sample(rng: random.Random, tokenizer: ClipBPE) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids of captions and the class numbers of what they describe."""
    length = rng.choice(LENGTHS)
    drawn = [scenes.sample_scene(rng) for _ in range(BATCH)]
    ids = torch.tensor([tokenizer.encode(scenes.caption(s, rng), length) for s in drawn], dtype=torch.int32)
    return ids, torch.tensor([attributes.labels(s) for s in drawn])


def readable_states(encoder: TextEncoder, ids: torch.Tensor) -> list[torch.Tensor]:
    """The last state, the one at the end of the words, and one at a random place of the padding."""
    states, pooled = encoder(ids)
    ends = ids.argmax(1)
    places = ends + (torch.rand(len(ids)) * (ids.shape[1] - ends).float()).long()
    return [states[:, -1], pooled, states[torch.arange(len(ids)), places.clamp(max=ids.shape[1] - 1)]]


def main() -> None:
    args = arguments()
    stage.prepare(args, seed=0)
    rng = random.Random(5)
    tokenizer = ClipBPE.load(args.work / "tokenizer")
    encoder, heads = TextEncoder(len(tokenizer.vocab)), nn.Linear(TEXT_DIM, attributes.LOGITS)
    print("parameters", stage.parameter_count(encoder))
    trained = list(encoder.parameters()) + list(heads.parameters())
    optimizer = torch.optim.AdamW(trained, lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    clock = stage.Clock()
    for step in range(args.steps):
        stage.set_rate(optimizer, PEAK_RATE, step, 100, max(0.02, 1 - step / args.steps))
        ids, wanted = sample(rng, tokenizer)
        logits = [heads(state) for state in readable_states(encoder, ids)]
        loss = sum(attributes.loss(x, wanted) for x in logits) / len(logits)
        stage.descend(optimizer, loss, encoder.parameters())
        if (step + 1) % 100 == 0:
            print(f"step {step + 1} t={clock.elapsed():.0f}s loss={loss.item():.3f} "
                  f"{attributes.accuracies(logits[0], wanted)}", flush=True)
            stage.save(encoder, args.work / "text_pre.pt")
    stage.save(encoder, args.work / "text_pre.pt")


if __name__ == "__main__":
    main()
