"""What all training stages share: their command line, their clock, their optimiser step, their weight files."""
import argparse
import math
import time
from pathlib import Path
from typing import Iterable

import torch
from torch import nn


# ----------------------------------------------------------------------------- command line
class HelpFormat(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Keeps the script's own text as it is and shows default values where there are any."""

    def _get_help_string(self, action: argparse.Action) -> str:
        has_default = action.default is not None and action.default is not False
        return super()._get_help_string(action) if has_default else action.help


def command_line(description: str) -> argparse.ArgumentParser:
    """A parser with the options that every stage has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=HelpFormat)
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="work folder of all stages")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads of one process")
    return parser


def prepare(args: argparse.Namespace, seed: int) -> None:
    """Apply the common options; the seed fixes initial weights and noise."""
    args.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(seed)


# ----------------------------------------------------------------------------- time and rate
class Clock:
    """A budget of wall-clock minutes, unlimited unless told."""

    def __init__(self, minutes: float = math.inf):
        self._start, self._budget = time.time(), minutes * 60

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.time() - self._start

    def share(self) -> float:
        """How much of the budget is used, 0..1."""
        return min(1.0, self.elapsed() / self._budget)

    def is_over(self, elapsed: float | None = None) -> bool:
        return (self.elapsed() if elapsed is None else elapsed) >= self._budget


def cosine(share: float, floor: float = 0.0) -> float:
    """From 1 at share 0 down to the floor at share 1."""
    return floor + (1 - floor) * (0.5 + 0.5 * math.cos(math.pi * share))


def set_rate(optimizer: torch.optim.Optimizer, peak: float, step: int, warmup: int, decay: float) -> float:
    """Linear warm-up over the first steps, times the decay; returns the rate."""
    rate = peak * min(1, (step + 1) / warmup) * decay
    for group in optimizer.param_groups:
        group["lr"] = rate
    return rate


def descend(optimizer: torch.optim.Optimizer, loss: torch.Tensor, clipped: Iterable[nn.Parameter] = ()) -> None:
    """One optimiser step; the gradient norm of the clipped parameters is limited to 1."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    clipped = list(clipped)
    if clipped:
        nn.utils.clip_grad_norm_(clipped, 1.0)
    optimizer.step()


class Smoothed:
    """An exponential running mean that starts at its first value."""

    def __init__(self, keep: float):
        self._keep, self.value = keep, math.nan

    def add(self, value: float) -> float:
        first = math.isnan(self.value)
        self.value = value if first else self._keep * self.value + (1 - self._keep) * value
        return self.value


# ----------------------------------------------------------------------------- torch
def bfloat16(enabled: bool = True) -> torch.autocast:
    """Mixed precision on the CPU: faster where the CPU has bfloat16 instructions."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled)


def parameter_count(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def save(module: nn.Module, path: Path) -> None:
    torch.save(module.state_dict(), path)


def load(module: nn.Module, path: Path) -> nn.Module:
    """Fill a module with saved weights and return it."""
    module.load_state_dict(torch.load(path, map_location="cpu"))
    return module
