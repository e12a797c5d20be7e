"""Stage 1: the two tokenizers. Makes tokenizer/ (pictures) and lm_tok/ (texts) in the work folder.

Takes seconds and always gives the same files.
"""
import argparse
import random
from collections import Counter
from pathlib import Path

import scenes
import stories
from bpe import ByteBPE, ClipBPE

PROMPT_LENGTH = 32      # ids the text encoder is exported for
TEXT_CONTEXT = 256      # positions the language models are trained for
# words that people use in prompts and the grammar does not
OTHER_WORDS = "a photo of two three four objects shapes and with without no blurry ugly low quality text"


def prompt_tokenizer() -> ClipBPE:
    """Keeps merging until every word of the scene grammar is one token."""
    texts = scenes.captions(20000, random.Random(99))
    texts += (scenes.FILLER + scenes.PREFIXES) * 20 + [OTHER_WORDS] * 3
    counts = Counter(word for text in texts for word in ClipBPE.words(text))
    known = [" ".join(w for w in ClipBPE.words(text) if counts[w] >= 3) for text in texts]
    return ClipBPE.train(known, 10000)


def text_tokenizer() -> ByteBPE:
    rng = random.Random(7)
    return ByteBPE.train([stories.document(rng) for _ in range(6000)], 620)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="work folder of all stages")
    work = parser.parse_args().work
    for folder, tokenizer, length in (("tokenizer", prompt_tokenizer(), PROMPT_LENGTH),
                                      ("lm_tok", text_tokenizer(), TEXT_CONTEXT)):
        tokenizer.save(work / folder, length)
        print(f"{work / folder}: {len(tokenizer.vocab)} tokens, {len(tokenizer.merges)} merges")


if __name__ == "__main__":
    main()
