"""Measures how grammatical and how truthful the scene writer's texts are.

  prompts      write 200 seeded prompts, one per line (a newline inside a prompt is written as \\n)
  check        check texts that any program continued from the prompts, one per line in the same form
  checkpoint   continue the prompts here, greedily, with the trained weights of the work folder
"""
import argparse
import random
import re
from pathlib import Path
from typing import Callable

import stories
from scenes import COLOR_NAMES, SHAPES

COLOR, SHAPE = "|".join(COLOR_NAMES), "|".join(SHAPES)
NOUN = rf"an? (?:small |large )?({COLOR}) ({SHAPE})"
NEW_TOKENS = 90


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    prompts, check, checkpoint = (commands.add_parser(name) for name in ("prompts", "check", "checkpoint"))
    prompts.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write")
    check.add_argument("--prompts", type=Path, required=True, metavar="FILE", help="the prompts")
    check.add_argument("--texts", type=Path, required=True, metavar="FILE", help="prompts with their continuations")
    checkpoint.add_argument("--work", type=Path, required=True, metavar="DIR", help="work folder of all stages")
    checkpoint.add_argument("--model", choices=("full", "lite"), required=True, help="which of the two models")
    return parser.parse_args()


# ----------------------------------------------------------------------------- prompts
def make_prompts(count: int = 200) -> list[str]:
    """Beginnings of every kind of text, in turn."""
    rng = random.Random(2024)
    return [_prompt(rng, i % 8) for i in range(count)]


def _prompt(rng: random.Random, kind: int) -> str:
    color, shape, size = rng.choice(COLOR_NAMES), rng.choice(SHAPES), rng.choice(["", "small ", "large "])
    noun = stories.fix_articles(f"a {size}{color} {shape}")
    capital = noun[0].upper() + noun[1:]
    if kind == 0:
        return noun
    if kind == 1:
        return capital
    if kind == 2:
        return noun + rng.choice([" left of", " above", " on a", " in the top left corner"])
    if kind == 3:
        return f"The {color} {shape}"
    if kind == 4:
        return rng.choice(["Once upon a time there was " + noun,
                           "There once was " + stories.fix_articles(f"a {color} {shape}"), capital + " lived"])
    if kind == 5:
        sentences = stories.story_document(rng).split(". ")
        return ". ".join(sentences[:rng.randint(1, 3)]) + "."
    if kind == 6:
        return stories.scene_document(rng).split(". ")[0].rstrip(".") + "."
    return stories.question_document(rng).split("Answer:")[0] + "Answer:"


def write_lines(texts: list[str], path: Path) -> None:
    path.write_text("".join(text.replace("\n", "\\n") + "\n" for text in texts), encoding="utf-8")


def read_lines(path: Path) -> list[str]:
    return [line.replace("\\n", "\n") for line in path.read_text(encoding="utf-8").splitlines()]


# ----------------------------------------------------------------------------- checks
def right_answer(prompt: str) -> str:
    """The answer that a prompt of the form "Scene: ... Question: ..." asks for."""
    scene = re.match(r"Scene: (.*)\.\n", prompt).group(1)
    question = re.search(r"Question: (.*)\n", prompt).group(1)
    objects = re.findall(NOUN, scene)
    if question.startswith("How many"):
        return "There is one shape." if len(objects) == 1 else "There are two shapes."
    if "background" in question:
        return "The background is %s." % re.search(r"on an? (\w+) background", scene).group(1)
    if question.startswith("Which"):
        return f"The {objects[0][1]} is " + ("on the left." if "left" in question else "at the top.")
    asked = re.search(r"is the (\w+)\?", question).group(1)
    return f"The {asked} is {next(color for color, shape in objects if shape == asked)}."


def color_facts(text: str) -> list[bool]:
    """For a text that begins with a scene of one centred object: is each colour that it goes on to name true?"""
    scene = re.match(rf"(?i){NOUN} on an? (\w+) background\.", text)
    if not scene:
        return []
    color, _, background = (word.lower() for word in scene.groups())
    return [said == (background if what == "background" else color)
            for what, said in re.findall(rf"The (\w+) is ({COLOR})\.", text)]


def check(prompts: list[str], texts: list[str], checker: Callable[[str], tuple[int, int]]) -> None:
    if len(prompts) != len(texts):
        raise SystemExit(f"{len(texts)} texts for {len(prompts)} prompts")
    sentences = accepted = 0
    rejected, answers, facts = [], [], []
    for prompt, text in zip(prompts, texts):
        found, good = checker(text)
        sentences, accepted = sentences + found, accepted + good
        if found != good or not found:
            rejected.append(text)
        if prompt.endswith("Answer:"):
            answers.append(text[len(prompt):].strip().split("\n")[0] == right_answer(prompt))
        facts += color_facts(text)
    whole = len(texts) - len(rejected)
    print(f"grammatical sentences: {accepted}/{sentences} = {100 * accepted / max(1, sentences):.1f}%")
    print(f"texts of grammatical sentences only: {whole}/{len(texts)} = {100 * whole / len(texts):.1f}%")
    print(f"right answers: {sum(answers)}/{len(answers)}")
    print(f"colour facts true to the scene: {sum(facts)}/{len(facts)}")
    for text in rejected[:8]:
        print("  not accepted:", repr(text))


def continue_prompts(work: Path, kind: str, prompts: list[str]) -> list[str]:
    # torch is needed for this command only
    import stage
    from bpe import ByteBPE
    from language_model import LANGUAGE_MODELS, LanguageModel
    tokenizer = ByteBPE.load(work / "lm_tok")
    model = stage.load(LanguageModel(len(tokenizer.vocab), **LANGUAGE_MODELS[kind]), work / f"lm_{kind}.pt").eval()
    return [tokenizer.decode(model.greedy(tokenizer.encode(p), NEW_TOKENS, tokenizer.end)) for p in prompts]


def main() -> None:
    args = arguments()
    if args.command == "prompts":
        write_lines(make_prompts(), args.out)
    elif args.command == "check":
        check(read_lines(args.prompts), read_lines(args.texts), stories.sentence_checker())
    else:
        prompts = make_prompts()
        check(prompts, continue_prompts(args.work, args.model, prompts), stories.sentence_checker())


if __name__ == "__main__":
    main()
