"""Scene attributes as class numbers: what the text encoder's and the judge's classifiers learn to read."""
from typing import Any

import torch
import torch.nn.functional as F

from scenes import COLOR_NAMES, LAYOUTS, SHAPES, SIZES, Scene

# what each class of an attribute means; None says that a scene has no such thing
VALUES: dict[str, list[Any]] = {
    "layout": LAYOUTS,
    "cell": [(row, col) for row in range(3) for col in range(3)] + [None],
    "bg0": COLOR_NAMES, "bg1": COLOR_NAMES + [None],
    "shape0": SHAPES, "color0": COLOR_NAMES, "size0": SIZES,
    "shape1": SHAPES + [None], "color1": COLOR_NAMES + [None], "size1": SIZES + [None],
}
NAMES = list(VALUES)
CLASS_COUNTS = [len(values) for values in VALUES.values()]
LOGITS = sum(CLASS_COUNTS)      # width of a classifier's output: the classes of all attributes side by side


def describe(scene: Scene) -> dict[str, Any]:
    """The value of every attribute."""
    objs, bg = scene["objs"], scene["bg"]
    second = objs[1] if len(objs) == 2 else {}
    return {"layout": scene["layout"], "cell": None if second else tuple(scene["cell"]),
            "bg0": bg[0], "bg1": bg[1] if len(bg) == 2 else None,
            "shape0": objs[0]["shape"], "color0": objs[0]["color"], "size0": objs[0]["size"],
            "shape1": second.get("shape"), "color1": second.get("color"), "size1": second.get("size")}


def labels(scene: Scene) -> list[int]:
    """The class number of every attribute, in the order of NAMES."""
    return [VALUES[name].index(value) for name, value in describe(scene).items()]


def loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross-entropy, summed over the attributes. logits [B, LOGITS], wanted [B, number of attributes]."""
    return sum(F.cross_entropy(part, wanted[:, i]) for i, part in enumerate(logits.split(CLASS_COUNTS, 1)))


def classes(logits: torch.Tensor) -> torch.Tensor:
    """The likeliest class of every attribute."""
    return torch.stack([part.argmax(1) for part in logits.split(CLASS_COUNTS, 1)], 1)


def accuracies(logits: torch.Tensor, wanted: torch.Tensor) -> str:
    """The share of right classes of every attribute, for the log."""
    shares = (classes(logits) == wanted).float().mean(0).tolist()
    return " ".join(f"{name}={share:.3f}" for name, share in zip(NAMES, shares))
