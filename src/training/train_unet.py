"""Stage 6: the latent diffusion UNet, trained together with the text encoder. Makes unet_<kind>.pt, text_<kind>.pt.

"full" is the model, "lite" its small fallback with a text encoder of its own. Sheets of sample pictures
(<kind>_<seconds>.png) show the progress.
"""
import argparse
import copy
import random
from dataclasses import dataclass
from pathlib import Path

import torch

import pictures
import scenes
import stage
from autoencoder import VAE
from bpe import ClipBPE
from diffusion import UNETS, TextEncoder, UNet, alphas_cumprod
from local_sgd import Workers
from make_latents import Size, load_latents
from sampling import Painter


@dataclass(frozen=True)
class Recipe:
    minutes: float
    rate: float
    batch_scale: float


RECIPES = {"full": Recipe(minutes=60, rate=1e-3, batch_scale=0.5),
           "lite": Recipe(minutes=41, rate=1.2e-3, batch_scale=0.75)}
BATCHES: dict[Size, int] = {(64, 64): 64, (96, 96): 40, (128, 128): 32, (192, 192): 14, (256, 256): 8,
                            (96, 128): 32, (128, 96): 32, (128, 192): 20, (192, 128): 20}
# cheap small pictures first (they teach the words), then mostly 128x128
EARLY_MIX: dict[Size, float] = {(64, 64): .45, (96, 96): .25, (128, 128): .22, (192, 192): .02, (256, 256): .01,
                                (96, 128): .02, (128, 96): .02, (128, 192): .005, (192, 128): .005}
LATE_MIX: dict[Size, float] = {(64, 64): .09, (96, 96): .08, (128, 128): .69, (192, 192): .035, (256, 256): .025,
                               (96, 128): .03, (128, 96): .03, (128, 192): .01, (192, 128): .01}
LENGTHS = [32, 32, 32, 32, 32, 32, 48, 77]      # prompt lengths seen in training
EMPTY_PROMPTS = 0.1                             # share of prompts left out, for classifier-free guidance
FIRST_SHEET, SHEET_EVERY = 180, 420             # seconds
PROMPTS = [
    "a large red star on a blue background",
    "a small yellow circle left of a large green square on a white background",
    "a purple heart on a pink background", "a large orange ring on a black background",
    "a white moon in the top right corner on a black background",
    "a green triangle above a red square on a yellow background",
    "two blue diamonds on a white background", "a large cyan cross on a purple to orange gradient background",
    "a small black square at the bottom on a white background", "a brown circle on a cyan background",
    "a large yellow star on a red to purple gradient background",
    "a gray heart right of a blue ring on an orange background",
    "red star", "a blue circle", "a pink triangle on green", "a picture of a large white diamond on a brown background"]


def arguments() -> argparse.Namespace:
    parser = stage.command_line(__doc__)
    parser.add_argument("--model", choices=RECIPES, required=True, help="which of the two models")
    parser.add_argument("--minutes", type=float, help="wall-clock budget (default: 60 for full, 41 for lite)")
    parser.add_argument("--rate", type=float, help="peak learning rate (default: 1e-3 for full, 1.2e-3 for lite)")
    parser.add_argument("--batch-scale", type=float,
                        help="factor on the batch sizes (default: 0.5 for full, 0.75 for lite)")
    parser.add_argument("--early-share", type=float, default=0.3,
                        help="share of the time spent mostly on small pictures")
    parser.add_argument("--workers", type=int, default=1, help="processes that average their weights, see local_sgd.py")
    parser.add_argument("--float32", action="store_true", help="no bfloat16, for CPUs without instructions for it")
    parser.add_argument("--resume", nargs=2, type=Path, metavar=("UNET.PT", "TEXT.PT"),
                        help="start from these weights")
    args = parser.parse_args()
    for name, value in vars(RECIPES[args.model]).items():
        if getattr(args, name) is None:
            setattr(args, name, value)
    return args


class Data:
    """Noise-free latents with fresh captions, one picture size at a time."""

    def __init__(self, work: Path, tokenizer: ClipBPE, batch_scale: float, rank: int):
        self._latents, self._tokenizer = load_latents(work), tokenizer
        self._batches = {size: max(4, round(n * batch_scale)) for size, n in BATCHES.items()}
        self._size_rng, self._rng = random.Random(77 + rank), random.Random(21 + rank)

    def draw(self, mix: dict[Size, float]) -> tuple[Size, torch.Tensor, torch.Tensor]:
        """Picture size, latents [B, 4, h, w], token ids [B, n]."""
        size = self._size_rng.choices(list(mix), list(mix.values()))[0]
        latents, drawn = self._latents[size]
        picks = torch.randint(0, len(drawn), (self._batches[size],))
        length = self._rng.choice(LENGTHS)
        ids = [self._tokenizer.encode(self._prompt(drawn[i]), length) for i in picks.tolist()]
        return size, latents[picks].float(), torch.tensor(ids, dtype=torch.int32)

    def _prompt(self, scene: scenes.Scene) -> str:
        return "" if self._rng.random() < EMPTY_PROMPTS else scenes.caption(scene, self._rng)


class Model:
    """UNet and text encoder in training, with their running average, which is what gets saved."""

    def __init__(self, args: argparse.Namespace, tokenizer: ClipBPE):
        unet_file, text_file = args.resume or (None, args.work / "text_pre.pt")
        self.unet = UNet(**UNETS[args.model]).to(memory_format=torch.channels_last)
        self.text = stage.load(TextEncoder(len(tokenizer.vocab)), text_file)
        if unet_file:
            stage.load(self.unet, unet_file)
        self.parameters = list(self.unet.parameters()) + list(self.text.parameters())
        self._averages = [(copy.deepcopy(m).eval(), m) for m in (self.unet, self.text)]
        (unet, _), (text, _) = self._averages
        self._painter = Painter(tokenizer, text, unet, stage.load(VAE(), args.work / "vae.pt"))
        self._work, self._kind = args.work, args.model

    @torch.no_grad()
    def update_averages(self, step: int) -> None:
        """The step counts from 1; the average is short at first and long later."""
        keep = min(0.9975, step / (9 + step))
        for average, module in self._averages:
            for a, b in zip(average.parameters(), module.parameters()):
                a.lerp_(b, 1 - keep)

    def save(self) -> None:
        for name, (average, _) in zip(("unet", "text"), self._averages):
            stage.save(average, self._work / f"{name}_{self._kind}.pt")

    def save_sheet(self, label: str) -> None:
        images = self._painter.paint(PROMPTS, guidance=4.0)
        pictures.save_sheet(images, self._work / f"{self._kind}_{label}.png", columns=8)


def denoising_error(model: Model, x0: torch.Tensor, ids: torch.Tensor, alphas: torch.Tensor,
                    mixed: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean squared error of the predicted noise and its weight, per sample, at stratified random timesteps.

    The weight makes min(snr, 5) + 0.5 on the error of the clean latents: without the 0.5 the noisiest steps,
    which decide the layout, hardly count.
    """
    b = len(x0)
    t = (((torch.arange(b) + torch.rand(b)) / b) ** 0.75 * 1000).long().clamp(max=999)
    a = alphas[t][:, None, None, None]
    noise = torch.randn_like(x0)
    noisy = (a.sqrt() * x0 + (1 - a).sqrt() * noise).contiguous(memory_format=torch.channels_last)
    with stage.bfloat16(mixed):
        predicted = model.unet(noisy, t, model.text(ids)[0])
    snr = (a / (1 - a)).flatten()
    return ((predicted.float() - noise) ** 2).mean((1, 2, 3)), (snr.clamp(max=5) + 0.5) / snr / 1.5


class Progress:
    """What the first process prints, saves and paints."""

    def __init__(self, model: Model):
        self._model, self._errors, self._next_sheet = model, {}, FIRST_SHEET

    def note(self, step: int, elapsed: float, seen: int, rate: float, size: Size, error: float) -> None:
        self._errors.setdefault(size, stage.Smoothed(0.95)).add(error)
        if step % 100 == 0 or step == 20:
            shown = [s for s in ((64, 64), (96, 96), (128, 128)) if s in self._errors]
            errors = " ".join(f"{h}x{w}={self._errors[h, w].value:.4f}" for h, w in shown)
            print(f"step {step} t={elapsed:.0f}s seen={seen} lr={rate:.2e} mse {errors}", flush=True)
        if step % 500 == 0:
            self._model.save()
        if elapsed > self._next_sheet:
            self._next_sheet = elapsed + SHEET_EVERY
            self._model.save_sheet(str(int(elapsed)))


def train(model: Model, data: Data, args: argparse.Namespace, workers: Workers) -> None:
    optimizer = torch.optim.AdamW(model.parameters, lr=args.rate, betas=(0.9, 0.99), weight_decay=1e-3, foreach=True)
    alphas, progress = alphas_cumprod(), Progress(model)
    clock, step, seen, total, done = stage.Clock(args.minutes), 0, 0, 0, False
    while not done:
        share = clock.share()
        rate = stage.set_rate(optimizer, args.rate, step, 150, stage.cosine(share, floor=0.02))
        size, x0, ids = data.draw(EARLY_MIX if share < args.early_share else LATE_MIX)
        error, weight = denoising_error(model, x0, ids, alphas, not args.float32)
        stage.descend(optimizer, (error * weight).mean(), model.parameters)
        step, seen = step + 1, seen + len(x0)
        if workers.is_due():
            agreed, total = workers.average(model.parameters, clock.elapsed(), seen)
            done = clock.is_over(agreed)
        model.update_averages(step)
        if workers.rank == 0:
            progress.note(step, clock.elapsed(), total, rate, size, error.mean().item())
    if workers.rank == 0:
        model.save()
        model.save_sheet("final")
        print(f"done: {step} steps, {total} samples")


def main() -> None:
    args = arguments()
    stage.prepare(args, seed=1)                         # the same weights in every process ...
    workers = Workers(args.workers, args.work)
    tokenizer = ClipBPE.load(args.work / "tokenizer")
    model = Model(args, tokenizer)
    if workers.rank == 0:
        sizes = {name: stage.parameter_count(m) for name, m in (("unet", model.unet), ("text", model.text))}
        print("parameters", sizes, flush=True)
    torch.manual_seed(1000 + workers.rank)              # ... but different samples and noise
    train(model, Data(args.work, tokenizer, args.batch_scale, workers.rank), args, workers)


if __name__ == "__main__":
    main()
