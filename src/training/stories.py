"""The text grammar of the scene writer: scene descriptions, questions and answers, tiny stories.

``document`` draws a text; ``sentence_checker`` recognises exactly the sentences that these templates can
produce, which measures how grammatical a trained model writes.
"""
import random
import re
from typing import Callable

import scenes
from scenes import CELL_WORDS, COLOR_NAMES, SHAPES, SIZES, Scene

PLACES = ["hill", "island", "cloud", "mountain", "beach", "meadow", "roof", "road"]
MOODS = ["happy", "tired", "brave", "curious", "calm", "proud", "sleepy", "cheerful"]
LOOKS = ["calm", "simple", "bright", "cheerful", "bold", "quiet", "playful", "tidy"]
GAMES = ["danced", "played", "sang songs", "painted pictures", "counted the clouds", "built a tower",
         "looked for treasure", "told stories", "drew shapes in the sand", "rolled around"]
FINDS = ["key", "door", "map", "boat", "box", "lamp", "kite", "bell"]
VIRTUES = ["kind", "gentle", "clever", "funny", "quiet", "patient"]
TIMES = ["One day", "One morning", "One evening", "Later that day", "The next day"]
NAMED_SIZES = ["small", "large"]

# what may stand for each {letter} of a template
SLOTS = {
    "S": SHAPES, "T": SHAPES, "C": COLOR_NAMES, "D": COLOR_NAMES, "P": PLACES, "M": MOODS, "X": MOODS,
    "L": LOOKS, "K": LOOKS, "A": GAMES, "B": GAMES, "F": FINDS, "V": VIRTUES, "W": TIMES, "N": NAMED_SIZES,
}
SCENE_TEMPLATES = {
    "color": ["The {S} is {C}.", "You can see a {C} {S}."],
    "size": ["The {S} is {N}.", "It is a {N} {S}."],
    "bg1": ["The background is {C}.", "Behind it everything is {C}."],
    "bg2": ["The background fades from {C} to {D}."],
    "one": ["There is only one shape in the picture."],
    "two": ["There are two shapes in the picture."],
    "left": ["The {C} {S} is to the left of the {D} {T}.", "On the left is the {S} and on the right is the {T}."],
    "above": ["The {C} {S} is above the {D} {T}.", "The {S} is at the top and the {T} is at the bottom."],
    "bigger": ["The {S} is larger than the {T}."],
    "smaller": ["The {S} is smaller than the {T}."],
    "same": ["Both shapes have the same size."],
    "look": ["The picture looks {L} and {K}.", "It looks {L}."],
}
STORY_TEMPLATES = {
    "open": ["Once upon a time there was a {N} {C} {S}.", "There once was a {C} {S} who lived on a {D} {P}.",
             "A {N} {C} {S} lived on a {D} {P}.", "The {C} {S} lived on a {D} {P}."],
    "home": ["The {S} lived on a {D} {P}.", "The {S} was very {V}.", "Every morning the {S} looked at the {D} sky."],
    "meet": ["{W} the {S} met a {N} {C} {T}.", "{W} a {C} {T} came to the {P}."],
    "talk": ["\"Hello,\" said the {T}.", "\"Will you play with me?\" asked the {S}.",
             "\"What a lovely day,\" said the {T}.", "\"Yes, let us play,\" said the {T}."],
    "play": ["They {A} all day.", "Together they {A} and {B}.", "The {S} and the {T} {A} on the {P}."],
    "find": ["Then they found a {C} {F}.", "Behind the {P} they found a {C} {F}.", "The {T} showed the {S} a {C} {F}."],
    "feel": ["The {S} felt {M}.", "The {T} felt {M} and the {S} felt {X}.", "They were both {M}."],
    "night": ["In the evening the sky turned {C}.", "At night a {C} moon rose above the {P}.",
              "Soon the sun went down behind the {P}."],
    "end": ["Then the {S} went home and slept.", "From that day on the {S} and the {T} were best friends.",
            "They promised to meet again.", "The {S} never forgot the {T}."],
}
# the middle of a story: (template, probability), in this order
STORY_MIDDLE = (("talk", .75), ("talk", .3), ("play", .8), ("find", .4), ("feel", .6), ("night", .45))


def fix_articles(text: str) -> str:
    """Orange is the only word after "a" that starts with a vowel."""
    return re.sub(r"\b([Aa]) (?=orange)", r"\1n ", text)


def fill(template: str, values: dict[str, str]) -> str:
    return fix_articles(re.sub(r"\{(\w)\}", lambda m: values[m.group(1)], template))


# ----------------------------------------------------------------------------- documents
def document(rng: random.Random) -> str:
    """Half scene descriptions, a third stories, the rest questions and answers."""
    kind = rng.random()
    return scene_document(rng) if kind < 0.5 else story_document(rng) if kind < 0.85 else question_document(rng)


def scene_document(rng: random.Random) -> str:
    """A scene line and some true sentences about it."""
    scene = _unambiguous_scene(rng)
    line = scene_line(scene, rng)
    first = (line[0].upper() + line[1:] if rng.random() < 0.4 else line) + "."
    facts = _facts(scene, rng)
    rng.shuffle(facts)
    facts = facts[:rng.randint(1, 4)]
    if rng.random() < 0.5:
        look, other = rng.sample(LOOKS, 2)
        facts.append(_say(rng, "look", L=look, K=other))
    return " ".join([first] + facts)


def question_document(rng: random.Random) -> str:
    """A scene line with one or two questions and their answers."""
    scene = _unambiguous_scene(rng)
    objs, bg = scene["objs"], scene["bg"]
    o = rng.choice(objs)
    pairs = [(f"What color is the {o['shape']}?", f"The {o['shape']} is {o['color']}."),
             ("How many shapes are there?", "There is one shape." if len(objs) == 1 else "There are two shapes.")]
    if len(bg) == 1:
        pairs.append(("What color is the background?", f"The background is {bg[0]}."))
    if len(objs) == 2:
        where = "on the left" if scene["layout"] == "horizontal" else "at the top"
        pairs.append((f"Which shape is {where}?", f"The {objs[0]['shape']} is {where}."))
    rng.shuffle(pairs)
    head = "Scene: " + scene_line(scene, rng) + ".\n"
    return head + "\n".join(f"Question: {q}\nAnswer: {a}" for q, a in pairs[:rng.randint(1, 2)])


def story_document(rng: random.Random) -> str:
    """A tiny story of two shapes; names, colours and the place stay the same throughout."""
    hero, friend = rng.sample(SHAPES, 2)
    hero_color, friend_color, place_color = (rng.choice(COLOR_NAMES) for _ in range(3))
    place = rng.choice(PLACES)

    def say(kind: str, **fixed: str) -> str:
        template = rng.choice(STORY_TEMPLATES[kind])
        game, other_game = rng.sample(GAMES, 2)
        mood, other_mood = rng.sample(MOODS, 2)
        values = dict(S=hero, T=friend, C=rng.choice(COLOR_NAMES), D=place_color, P=place, M=mood, X=other_mood,
                      A=game, B=other_game, F=rng.choice(FINDS), V=rng.choice(VIRTUES), W=rng.choice(TIMES),
                      N=rng.choice(NAMED_SIZES))
        return fill(template, {**values, **fixed})

    out = [say("open", C=hero_color)]
    if rng.random() < 0.6:
        out.append(say("home"))
    out.append(say("meet", C=friend_color))
    for kind, probability in STORY_MIDDLE:
        if rng.random() < probability:
            sentence = say(kind)
            if sentence not in out:
                out.append(sentence)
    return " ".join(out + [say("end"), "The end."])


def scene_line(scene: Scene, rng: random.Random) -> str:
    """The canonical phrasing, except that a size is sometimes left out."""
    objs, bg = scene["objs"], scenes.canonical_background(scene["bg"])
    first = _noun(objs[0], rng)
    if len(objs) == 1:
        return f"{first}{scenes.canonical_position(scene)} {bg}"
    return f"{first} {scenes.canonical_relation(scene)} {_noun(objs[1], rng)} {bg}"


def _noun(o: dict, rng: random.Random) -> str:
    size = o["size"] + " " if o["size"] != "medium" and rng.random() < 0.85 else ""
    return fix_articles(f"a {size}{o['color']} {o['shape']}")


def _unambiguous_scene(rng: random.Random) -> Scene:
    """A scene in which "the star" can only mean one object."""
    while True:
        scene = scenes.sample_scene(rng, pair_prob=0.45)
        if len({o["shape"] for o in scene["objs"]}) == len(scene["objs"]):
            return scene


def _say(rng: random.Random, kind: str, **values: str) -> str:
    return fill(rng.choice(SCENE_TEMPLATES[kind]), values)


def _facts(scene: Scene, rng: random.Random) -> list[str]:
    """Everything that can be said about a scene."""
    objs, bg = scene["objs"], scene["bg"]
    facts = []
    for o in objs:
        facts.append(_say(rng, "color", S=o["shape"], C=o["color"]))
        if o["size"] != "medium":
            facts.append(_say(rng, "size", S=o["shape"], N=o["size"]))
    facts.append(_say(rng, "bg1", C=bg[0]) if len(bg) == 1 else _say(rng, "bg2", C=bg[0], D=bg[1]))
    if len(objs) == 1:
        return facts + [_say(rng, "one")]
    a, b = objs
    facts.append(_say(rng, "two"))
    facts.append(_say(rng, "left" if scene["layout"] == "horizontal" else "above",
                      S=a["shape"], C=a["color"], T=b["shape"], D=b["color"]))
    difference = SIZES.index(a["size"]) - SIZES.index(b["size"])
    facts.append(_say(rng, "bigger" if difference > 0 else "smaller" if difference < 0 else "same",
                      S=a["shape"], T=b["shape"]))
    return facts


# ----------------------------------------------------------------------------- checker
def sentence_checker() -> Callable[[str], tuple[int, int]]:
    """A function: text -> (number of complete sentences, number of them that the grammar accepts)."""
    accepted = re.compile("(?:" + "|".join(_sentence_patterns()) + ")")
    wrong_article = re.compile(r"\ban (?!orange)|\ba (?=orange)", re.I)
    sentence = re.compile(r"[^.?]*?(?:\?\" asked the \w+\.|[.?])(?:\s+|$)")

    def check(text: str) -> tuple[int, int]:
        found = [m.group(0).strip() for line in text.strip().split("\n") for m in sentence.finditer(line)]
        return len(found), sum(1 for s in found if accepted.fullmatch(s) and not wrong_article.search(s))
    return check


def _sentence_patterns() -> list[str]:
    color, shape = "(?:%s)" % "|".join(COLOR_NAMES), "(?:%s)" % "|".join(SHAPES)
    noun = rf"an? (?:(?:small|large) )?{color} {shape}"
    position = "|".join(words[0] for words in CELL_WORDS.values())
    background = rf"on an? (?:{color} background|{color} to {color} gradient background)"
    line = rf"{noun}(?: (?:{position})| (?:left of|above) {noun})? {background}"
    where = "(?:on the left|at the top)"
    question = (rf"(?:What color is the (?:{shape}|background)|How many shapes are there|"
                rf"Which shape is {where})")
    answer = (rf"(?:The (?:{shape}|background) is {color}\.|There is one shape\.|There are two shapes\.|"
              rf"The {shape} is {where}\.)")
    templates = [t for table in (SCENE_TEMPLATES, STORY_TEMPLATES) for ts in table.values() for t in ts]
    return [_template_pattern(t) for t in templates] + [
        rf"(?i:{line}\.)", rf"Scene: {line}\.", r"The end\.", rf"Question: {question}\?", rf"Answer: {answer}"]


def _template_pattern(template: str) -> str:
    """A regular expression for all fillings of a template."""
    parts = re.split(r"\{(\w)\}", template)             # text, letter, text, letter, ...
    pattern = "".join("(?:" + "|".join(map(re.escape, SLOTS[p])) + ")" if i % 2 else re.escape(p)
                      for i, p in enumerate(parts))
    return re.sub(r"\b([Aa])\\ ", r"\1n?\\ ", pattern)
