"""The scene grammar: what can be in a picture, and how people describe it.

A *scene* is a small dict (it has to survive JSON and pickle)::

    {"objs": [{"shape", "color", "size", "x", "y", "r", "rgb"}, ...],   # one or two objects
     "layout": "single" | "horizontal" | "vertical",
     "cell": (row, col),                                                # single only, 0..2 each
     "bg": (color,) | (top_color, bottom_color), "bg_rgb": [...]}

Lengths are in units of the picture's short side. Every function draws from the ``random.Random`` it is
given, so a seed fixes a whole data set. ``rendering.render`` turns a scene into pixels.
"""
import random
from typing import Any

import numpy as np

Scene = dict[str, Any]

SHAPES = ["circle", "square", "triangle", "star", "heart", "ring", "cross", "diamond", "moon"]
COLORS = {
    "red": (221, 38, 38), "orange": (250, 132, 20), "yellow": (251, 216, 40),
    "green": (34, 160, 72), "cyan": (48, 208, 226), "blue": (36, 82, 226),
    "purple": (132, 52, 192), "pink": (246, 132, 188), "brown": (126, 76, 40),
    "black": (18, 18, 22), "gray": (136, 136, 142), "white": (249, 249, 249),
}
COLOR_NAMES = list(COLORS)
SIZES = ["small", "medium", "large"]
LAYOUTS = ["single", "horizontal", "vertical"]
CENTRE = (1, 1)

SHAPE_WORDS = {"circle": ["circle", "disc", "ball", "dot"], "ring": ["ring", "hoop"],
               "cross": ["cross", "plus"], "diamond": ["diamond", "rhombus"],
               "moon": ["moon", "crescent"]}
SIZE_WORDS = {"small": ["small", "tiny", "little"], "medium": ["", "", "medium"],
              "large": ["large", "big", "huge"]}
COLOR_WORDS = {"gray": ["gray", "grey"], "purple": ["purple", "violet"],
               "cyan": ["cyan", "turquoise"]}
CELL_WORDS = {  # (row, col) -> phrases, the canonical one first
    (1, 1): ["in the center", "in the middle", "at the center"],
    (1, 0): ["on the left", "at the left", "on the left side"],
    (1, 2): ["on the right", "at the right", "on the right side"],
    (0, 1): ["at the top", "near the top"],
    (2, 1): ["at the bottom", "near the bottom"],
    (0, 0): ["in the top left corner", "at the top left", "in the upper left corner"],
    (0, 2): ["in the top right corner", "at the top right", "in the upper right corner"],
    (2, 0): ["in the bottom left corner", "at the bottom left", "in the lower left corner"],
    (2, 2): ["in the bottom right corner", "at the bottom right", "in the lower right corner"],
}
PREFIXES = ["a picture of ", "an image of ", "a drawing of ", "an illustration of ", "a photo of ",
            "a painting of ", "an icon of ", "show me ", "draw ", "please draw "]
# words that carry no meaning for the picture; the text encoder learns to ignore them
FILLER = ["nice", "beautiful", "simple", "flat", "clean", "bright", "vector", "art", "style", "high",
          "quality", "detailed", "cute", "shiny", "happy", "minimal", "digital", "modern", "lovely",
          "cartoon", "sharp", "perfect", "pretty", "best", "hd", "wallpaper", "logo", "poster", "sticker"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


# ----------------------------------------------------------------------------- sampling
def sample_scene(rng: random.Random, h: float = 1.0, w: float = 1.0, pair_prob: float = 0.5) -> Scene:
    """Draw a scene for a canvas of proportions h : w, where min(h, w) is 1."""
    pair = rng.random() < pair_prob
    bg = _background(rng)
    objs = _objects(rng, bg, pair)
    scene: Scene = {"objs": objs, "bg": bg, "bg_rgb": [_jittered_rgb(rng, c) for c in bg]}
    if pair:
        scene["layout"] = rng.choice(["horizontal", "vertical"])
        _place_pair(rng, objs, scene["layout"] == "horizontal", h, w)
    else:
        scene["layout"] = "single"
        scene["cell"] = CENTRE if rng.random() < 0.45 else (rng.randrange(3), rng.randrange(3))
        _place_single(rng, objs[0], scene["cell"], h, w)
    return scene


def wild_scene(rng: random.Random, h: float = 1.0, w: float = 1.0) -> Scene:
    """An out-of-grammar scene (any colour, rotation, clutter): it has no caption, but the autoencoder
    has to cope with such pictures in image-to-image."""
    def any_rgb() -> list[float]:
        return [rng.random() for _ in range(3)]
    count = rng.randint(0, 6)
    objs = [{"shape": rng.choice(SHAPES), "x": rng.uniform(0, w), "y": rng.uniform(0, h),
             "r": rng.uniform(0.05, 0.45), "rgb": any_rgb(), "rot": rng.uniform(0, 6.28)} for _ in range(count)]
    return {"objs": objs, "bg_rgb": [any_rgb() for _ in range(rng.choice([1, 2]))]}


def _too_close(a: str, b: str) -> bool:
    """Are two colours too alike to be put on top of each other?"""
    distance = np.abs(np.array(COLORS[a], float) - np.array(COLORS[b], float)).sum()
    return distance < 110 or {a, b} in ({"red", "brown"}, {"black", "brown"}, {"gray", "brown"})


def _jittered_rgb(rng: random.Random, name: str, jitter: float = 10) -> list[float]:
    return [min(255, max(0, c + rng.uniform(-jitter, jitter))) / 255.0 for c in COLORS[name]]


def _background(rng: random.Random) -> tuple[str, ...]:
    if rng.random() < 0.25:
        top = rng.choice(COLOR_NAMES)
        return top, rng.choice([c for c in COLOR_NAMES if c != top and not _too_close(top, c)])
    return (rng.choice(COLOR_NAMES),)


def _objects(rng: random.Random, bg: tuple[str, ...], pair: bool) -> list[dict[str, Any]]:
    free = [c for c in COLOR_NAMES if not any(_too_close(c, b) for b in bg)]
    objs = [{"shape": rng.choice(SHAPES), "color": rng.choice(free), "size": rng.choice(SIZES)}
            for _ in range(2 if pair else 1)]
    if pair and rng.random() < 0.12:
        objs[1] = dict(objs[0])                                 # twins: "two red stars"
    for o in objs:
        o["r"] = _radius(rng, o["size"], pair)
        o["rgb"] = _jittered_rgb(rng, o["color"])
    return objs


def _radius(rng: random.Random, size: str, pair: bool) -> float:
    if size == "small":
        return rng.uniform(0.10, 0.125)
    if size == "medium":
        return rng.uniform(0.155, 0.185) if pair else rng.uniform(0.175, 0.21)
    return rng.uniform(0.22, 0.245) if pair else rng.uniform(0.29, 0.35)


def _place_pair(rng: random.Random, objs: list[dict], horizontal: bool, h: float, w: float) -> None:
    along, across = (w, h) if horizontal else (h, w)
    for o, base in zip(objs, (0.27, 0.73)):
        u = base * along + rng.uniform(-0.02, 0.02)
        v = 0.5 * across + rng.uniform(-0.08, 0.08)
        u = min(max(u, o["r"] + 0.02), along - o["r"] - 0.02)
        o["x"], o["y"] = (u, v) if horizontal else (v, u)


def _place_single(rng: random.Random, o: dict, cell: tuple[int, int], h: float, w: float) -> None:
    row, col = cell
    x = (0.24 + 0.26 * col) * w + rng.uniform(-0.03, 0.03)
    y = (0.24 + 0.26 * row) * h + rng.uniform(-0.03, 0.03)
    margin = o["r"] + 0.02
    o["x"] = min(max(x, margin), w - margin)
    o["y"] = min(max(y, margin), h - margin)


# ----------------------------------------------------------------------------- captions
def canonical(scene: Scene) -> str:
    """The one canonical phrasing of a scene, used for prompts and tests."""
    objs, bg = scene["objs"], canonical_background(scene["bg"])
    first = _canonical_noun(objs[0])
    if scene["layout"] == "single":
        return f"{first}{canonical_position(scene)} {bg}"
    return f"{first} {canonical_relation(scene)} {_canonical_noun(objs[1])} {bg}"


def canonical_position(scene: Scene) -> str:
    """Where the only object is, with a leading blank; nothing for the centre."""
    return "" if scene["cell"] == CENTRE else " " + CELL_WORDS[scene["cell"]][0]


def canonical_relation(scene: Scene) -> str:
    return "left of" if scene["layout"] == "horizontal" else "above"


def canonical_background(bg: tuple[str, ...]) -> str:
    words = f"on a {bg[0]} background" if len(bg) == 1 else f"on a {bg[0]} to {bg[1]} gradient background"
    return _an_orange(words)


def caption(scene: Scene, rng: random.Random) -> str:
    """A random phrasing. Always truthful, but it may leave out the background or a size."""
    tags = rng.random() < 0.10                                  # "red star, blue background"
    articles = not tags and rng.random() < 0.93
    text = _single(scene, rng, tags, articles) if scene["layout"] == "single" else _pair(scene, rng, tags, articles)
    if rng.random() < 0.9:
        text += _background_words(scene["bg"], rng, tags, articles)
    if not tags and rng.random() < 0.15:
        text = rng.choice(PREFIXES) + text
    if rng.random() < 0.10:
        text += ", " + " ".join(rng.sample(FILLER, rng.randint(1, 3)))
    return _with_unknown_word(text, rng) if rng.random() < 0.03 else text


def captions(count: int, rng: random.Random) -> list[str]:
    """Random captions of random scenes."""
    return [caption(sample_scene(rng), rng) for _ in range(count)]


def _an_orange(text: str) -> str:
    """Orange is the only colour that starts with a vowel."""
    return text.replace("a orange", "an orange")


def _color_word(name: str, rng: random.Random) -> str:
    return rng.choice(COLOR_WORDS[name]) if name in COLOR_WORDS and rng.random() < 0.35 else name


def _plural(noun: str) -> str:
    return noun + "es" if noun.endswith(("s", "x")) else noun + "s"


def _with_article(words: list[str]) -> str:
    return " ".join(["an" if words[0][0] in "aeiou" else "a"] + words)


def _canonical_noun(o: dict) -> str:
    size = [] if o["size"] == "medium" else [o["size"]]
    return _with_article(size + [o["color"], o["shape"]])


def _noun(o: dict, rng: random.Random, article: bool, plural: bool = False) -> str:
    size = rng.choice(SIZE_WORDS[o["size"]]) if rng.random() < 0.75 else ""
    color = _color_word(o["color"], rng)
    shape = o["shape"]
    if shape in SHAPE_WORDS and rng.random() < 0.2:
        shape = rng.choice(SHAPE_WORDS[shape])
    words = [w for w in (size, color, _plural(shape) if plural else shape) if w]
    return _with_article(words) if article else " ".join(words)


def _single(scene: Scene, rng: random.Random, tags: bool, articles: bool) -> str:
    text = _noun(scene["objs"][0], rng, articles)
    if scene["cell"] != CENTRE or rng.random() < 0.2:
        text += (", " if tags else " ") + rng.choice(CELL_WORDS[scene["cell"]])
    return text


def _pair(scene: Scene, rng: random.Random, tags: bool, articles: bool) -> str:
    a, b = scene["objs"]
    horizontal = scene["layout"] == "horizontal"
    twins = all(a[k] == b[k] for k in ("shape", "color", "size"))
    if twins and rng.random() < 0.8:
        noun = _noun(a, rng, article=False, plural=True)
        return "two " + noun + rng.choice(["", "", " side by side" if horizontal else " on top of each other"])
    flipped = rng.random() < 0.35                               # describe from the other object's view
    if flipped:
        a, b = b, a
    relation = _relation(rng, horizontal, flipped)
    if tags and relation == "and":
        relation = ","
    return f"{_noun(a, rng, articles)} {relation} {_noun(b, rng, articles)}".replace(" ,", ",")


def _relation(rng: random.Random, horizontal: bool, flipped: bool) -> str:
    if horizontal:
        relation = rng.choice(["right of", "to the right of"] if flipped else ["left of", "to the left of"])
    else:
        relation = rng.choice(["below", "under", "beneath"] if flipped else ["above", "above", "on top of"])
    vague = rng.random()
    if vague < 0.14:
        return "and"
    if vague < 0.2:
        return "next to" if horizontal else "and"
    return relation


def _background_words(bg: tuple[str, ...], rng: random.Random, tags: bool, articles: bool) -> str:
    if tags:
        colors = [_color_word(c, rng) for c in bg]
        return f", {' to '.join(colors)} {'gradient ' if len(bg) == 2 else ''}background"
    phrase = _background_phrase(bg, rng)
    if not articles and rng.random() < 0.5:
        phrase = phrase.replace(" a ", " ").replace(" an ", " ")
    return " " + phrase


def _background_phrase(bg: tuple[str, ...], rng: random.Random) -> str:
    c = [_color_word(b, rng) for b in bg]
    if len(bg) == 1:
        phrases = [f"on a {c[0]} background"] * 5 + [
            f"with a {c[0]} background", f"on {c[0]}",
            f"against a {c[0]} background", f"on a plain {c[0]} background"]
    else:
        phrases = [f"on a {c[0]} to {c[1]} gradient background"] * 3 + [
            f"on a gradient background from {c[0]} to {c[1]}",
            f"on a background fading from {c[0]} to {c[1]}",
            f"with a {c[0]} and {c[1]} gradient background"]
    return _an_orange(rng.choice(phrases))


def _with_unknown_word(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    at = rng.randrange(len(words) + 1)
    words.insert(at, "".join(rng.choice(LETTERS) for _ in range(rng.randint(3, 6))))
    return " ".join(words)
