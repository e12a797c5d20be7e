"""Stage 7: the scene writer. Makes lm_<kind>.pt and prints perplexities and sample texts.

One document per row: on packed rows the model takes far longer to learn to copy names within a document.
"""
import argparse
import math
import random
from pathlib import Path
from typing import Callable

import torch
import torch.nn.functional as F

import stage
import stories
from bpe import ByteBPE
from language_model import LANGUAGE_MODELS, LanguageModel
from train_tokenizers import TEXT_CONTEXT

PEAK_RATE = 2.5e-3
MINUTES = {"full": 25, "lite": 6}
# document kind: (generator, rows of a batch, share of the batches)
KINDS: dict[str, tuple[Callable[[random.Random], str], int, float]] = {
    "scene": (stories.scene_document, 40, 0.4),
    "story": (stories.story_document, 24, 0.4),
    "question": (stories.question_document, 40, 0.2),
}
IGNORED = -1                    # fills rows up
PROMPTS = ["a red star", "A large blue circle", "Once upon a time", "a small green square left of",
           "The yellow triangle", "a heart",
           "Scene: a red star on a blue background.\nQuestion: What color is the star?\nAnswer:", "There once was",
           "A pink moon above", "a white ring on a"]


def arguments() -> argparse.Namespace:
    parser = stage.command_line(__doc__)
    parser.add_argument("--model", choices=LANGUAGE_MODELS, required=True, help="which of the two models")
    parser.add_argument("--minutes", type=float, help="wall-clock budget (default: 25 for full, 6 for lite)")
    parser.add_argument("--resume", type=Path, metavar="LM.PT", help="start from these weights")
    args = parser.parse_args()
    args.minutes = args.minutes or MINUTES[args.model]
    return args


def documents(rng: random.Random, tokenizer: ByteBPE, kind: str, count: int) -> torch.Tensor:
    """Token ids of whole documents, one per row; half of them begin with the end-of-text token."""
    make = KINDS[kind][0]
    rows = []
    for _ in range(count):
        start = [tokenizer.end] if rng.random() < 0.5 else []
        rows.append(start + tokenizer.encode(make(rng))[:TEXT_CONTEXT - 2] + [tokenizer.end])
    width = max(map(len, rows))
    return torch.tensor([row + [IGNORED] * (width - len(row)) for row in rows])


def negative_log_likelihood(model: LanguageModel, ids: torch.Tensor, mixed: bool) -> torch.Tensor:
    """Mean over the tokens, in nats."""
    with stage.bfloat16(mixed):
        logits = model.logits(ids[:, :-1].clamp(min=0)).float()
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1), ignore_index=IGNORED)


@torch.no_grad()
def held_out_losses(model: LanguageModel, held_out: dict[str, torch.Tensor], rows: int) -> dict[str, float]:
    return {kind: negative_log_likelihood(model, ids[:rows], mixed=False).item() for kind, ids in held_out.items()}


def train(model: LanguageModel, tokenizer: ByteBPE, held_out: dict[str, torch.Tensor], minutes: float,
          target: Path) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.02)
    rng, clock, smoothed, step, tokens = random.Random(7), stage.Clock(minutes), stage.Smoothed(0.95), 0, 0
    while not clock.is_over():
        stage.set_rate(optimizer, PEAK_RATE, step, 100, stage.cosine(clock.share(), floor=0.02))
        kind = rng.choices(list(KINDS), [share for _, _, share in KINDS.values()])[0]
        ids = documents(rng, tokenizer, kind, KINDS[kind][1])
        loss = negative_log_likelihood(model, ids, mixed=True)
        stage.descend(optimizer, loss, model.parameters())
        smoothed.add(loss.item())
        step, tokens = step + 1, tokens + int((ids[:, 1:] != IGNORED).sum())
        if step % 100 == 0:
            losses = " ".join(f"{kind}={loss:.3f}" for kind, loss in held_out_losses(model, held_out, 32).items())
            print(f"step {step} t={clock.elapsed():.0f}s loss={smoothed.value:.4f} tokens={tokens} held out {losses}",
                  flush=True)
        if step % 500 == 0:
            stage.save(model, target)
    stage.save(model, target)


def report(model: LanguageModel, tokenizer: ByteBPE, held_out: dict[str, torch.Tensor]) -> None:
    losses = held_out_losses(model, held_out, 100)
    print("held-out perplexity per token:", {kind: round(math.exp(loss), 3) for kind, loss in losses.items()})
    check = stories.sentence_checker()
    for prompt in PROMPTS:
        text = tokenizer.decode(model.greedy(tokenizer.encode(prompt), 90, tokenizer.end))
        sentences, accepted = check(text)
        print(f"{accepted}/{sentences} sentences accepted: {text!r}")


def main() -> None:
    args = arguments()
    stage.prepare(args, seed=2)
    tokenizer = ByteBPE.load(args.work / "lm_tok")
    model = LanguageModel(len(tokenizer.vocab), **LANGUAGE_MODELS[args.model])
    print("vocabulary", len(tokenizer.vocab), "parameters", stage.parameter_count(model), flush=True)
    rng = random.Random(12345)
    held_out = {kind: documents(rng, tokenizer, kind, 100) for kind in KINDS}
    if args.resume:
        stage.load(model, args.resume)
    train(model, tokenizer, held_out, args.minutes, args.work / f"lm_{args.model}.pt")
    report(model.eval(), tokenizer, held_out)


if __name__ == "__main__":
    main()
