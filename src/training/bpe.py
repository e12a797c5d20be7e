"""Two small byte-pair encodings: they learn, encode and write the file formats of Hugging Face.

* ``ClipBPE`` - lower-cased words with ``</w>`` endings, as in CLIP (vocab.json, merges.txt, tokenizer.json)
* ``ByteBPE`` - byte-level, as in GPT-2 (the same files)
"""
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Iterable

Merge = tuple[str, str]
END_OF_TEXT = "<|endoftext|>"


def _byte_symbols() -> dict[int, str]:
    """GPT-2's table: every byte as one printable character."""
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    others = [b for b in range(256) if b not in printable]
    table = {b: chr(b) for b in printable}
    table.update((b, chr(256 + n)) for n, b in enumerate(others))
    return table


BYTE_TO_SYMBOL = _byte_symbols()
SYMBOL_TO_BYTE = {symbol: byte for byte, symbol in BYTE_TO_SYMBOL.items()}


# ----------------------------------------------------------------------------- the algorithm
def learn_merges(word_counts: dict[tuple[str, ...], int], limit: int) -> list[Merge]:
    """Plain greedy BPE over {symbols of a word: count}; ties are broken by the alphabet."""
    words = [(list(symbols), count) for symbols, count in word_counts.items()]
    merges: list[Merge] = []
    while len(merges) < limit:
        pairs: Counter[Merge] = Counter()
        for symbols, count in words:
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
        merges.append(best)
        words = [(merge_once(symbols, best), count) for symbols, count in words]
    return merges


def merge_once(symbols: list[str], pair: Merge) -> list[str]:
    """Join every occurrence of a pair, from left to right."""
    out, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i:i + 2]) == pair:
            out.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


class _BPE:
    """Merges, the vocabulary made of them, and encoding of single words."""

    def __init__(self, merges: Iterable[Merge], tokens: list[str]):
        self.merges = list(merges)
        self.tokens = tokens
        self.vocab = {token: i for i, token in enumerate(tokens)}
        if len(self.vocab) != len(tokens):
            raise ValueError("two merges make the same token")
        self._ranks = {merge: rank for rank, merge in enumerate(self.merges)}
        self._cache: dict[tuple[str, ...], list[int]] = {}

    def _encode_word(self, symbols: list[str]) -> list[int]:
        key = tuple(symbols)
        if key not in self._cache:
            while len(symbols) > 1:
                pair = min(zip(symbols, symbols[1:]), key=lambda p: self._ranks.get(p, len(self._ranks)))
                if pair not in self._ranks:
                    break
                symbols = merge_once(symbols, pair)
            self._cache[key] = [self.vocab[s] for s in symbols]
        return self._cache[key]

    @classmethod
    def load(cls, folder: Path | str):
        """Read a tokenizer back from its merges.txt."""
        lines = (Path(folder) / "merges.txt").read_text(encoding="utf-8").split("\n")[1:]
        return cls(tuple(line.split(" ")) for line in lines if line)

    def _save(self, folder: Path, files: dict[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {"vocab.json": self.vocab, **files}.items():
            text = json.dumps(content, ensure_ascii=False, indent=2)
            (folder / name).write_text(text, encoding="utf-8")
        merges = "".join(f"{line}\n" for line in self._merge_lines())
        (folder / "merges.txt").write_text("#version: 0.2\n" + merges, encoding="utf-8")

    def _merge_lines(self) -> list[str]:
        return [f"{a} {b}" for a, b in self.merges]

    def _added_token(self, token: str) -> dict[str, Any]:
        return {"id": self.vocab[token], "content": token, "single_word": False, "lstrip": False,
                "rstrip": False, "normalized": False, "special": True}


# ----------------------------------------------------------------------------- CLIP style
class ClipBPE(_BPE):
    """CLIP's tokenizer. Its last id is <|endoftext|>, which also pads."""
    START = "<|startoftext|>"
    # CLIP's pattern with an ASCII stand-in for \p{L} and \p{N}: the training captions are ASCII
    WORDS = re.compile(r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+")
    SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"

    def __init__(self, merges: Iterable[Merge]):
        merges, symbols = list(merges), list(BYTE_TO_SYMBOL.values())
        super().__init__(merges, symbols + [s + "</w>" for s in symbols] + ["".join(m) for m in merges]
                         + [self.START, END_OF_TEXT])
        self.start, self.end = self.vocab[self.START], self.vocab[END_OF_TEXT]

    @classmethod
    def train(cls, texts: Iterable[str], merges: int) -> "ClipBPE":
        counts = Counter(word for text in texts for word in cls.words(text))
        return cls(learn_merges({tuple(cls._symbols(w)): n for w, n in counts.items()}, merges))

    @classmethod
    def words(cls, text: str) -> list[str]:
        return cls.WORDS.findall(" ".join(text.lower().split()))

    @staticmethod
    def _symbols(word: str) -> list[str]:
        symbols = [BYTE_TO_SYMBOL[b] for b in word.encode("utf-8")]
        symbols[-1] += "</w>"
        return symbols

    def encode(self, text: str, length: int) -> list[int]:
        """Exactly ``length`` ids: start, the words as far as they fit, end, padding."""
        ids = [self.start] + [i for word in self.words(text) for i in self._encode_word(self._symbols(word))]
        ids = ids[:length - 1]
        return ids + [self.end] * (length - len(ids))

    def save(self, folder: Path | str, max_length: int) -> None:
        self._save(Path(folder), {
            "special_tokens_map.json": {"bos_token": self._special(self.START), "eos_token": self._special(END_OF_TEXT),
                                        "pad_token": END_OF_TEXT, "unk_token": self._special(END_OF_TEXT)},
            "tokenizer_config.json": {
                "add_prefix_space": False, "bos_token": self._typed(self.START), "do_lower_case": True,
                "eos_token": self._typed(END_OF_TEXT), "errors": "replace", "model_max_length": max_length,
                "pad_token": END_OF_TEXT, "tokenizer_class": "CLIPTokenizer", "unk_token": self._typed(END_OF_TEXT)},
            "tokenizer.json": self._fast_format()})

    @staticmethod
    def _special(token: str) -> dict[str, Any]:
        return {"content": token, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}

    def _typed(self, token: str) -> dict[str, Any]:
        return {"__type": "AddedToken", **self._special(token)}

    def _fast_format(self) -> dict[str, Any]:
        return {
            "version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [self._added_token(self.START), self._added_token(END_OF_TEXT)],
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
                {"type": "Lowercase"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": self.SPLIT}, "behavior": "Removed", "invert": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]},
            "post_processor": {"type": "RobertaProcessing", "sep": [END_OF_TEXT, self.end],
                               "cls": [self.START, self.start], "trim_offsets": False, "add_prefix_space": False},
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": END_OF_TEXT, "continuing_subword_prefix": "",
                      "end_of_word_suffix": "</w>", "fuse_unk": False, "byte_fallback": False,
                      "vocab": self.vocab, "merges": self._merge_lines()}}


# ----------------------------------------------------------------------------- GPT-2 style
class ByteBPE(_BPE):
    """A byte-level tokenizer: no text is unknown to it, and decoding gives it back. Id 0 begins, ends and pads."""
    WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")

    def __init__(self, merges: Iterable[Merge]):
        merges = list(merges)
        super().__init__(merges, [END_OF_TEXT] + sorted(BYTE_TO_SYMBOL.values()) + ["".join(m) for m in merges])
        self.end = self.vocab[END_OF_TEXT]

    @classmethod
    def train(cls, texts: Iterable[str], merges: int) -> "ByteBPE":
        counts = Counter(word for text in texts for word in cls.WORDS.findall(text))
        return cls(learn_merges({tuple(cls._symbols(w)): n for w, n in counts.items()}, merges))

    @staticmethod
    def _symbols(word: str) -> list[str]:
        return [BYTE_TO_SYMBOL[b] for b in word.encode("utf-8")]

    def encode(self, text: str) -> list[int]:
        return [i for word in self.WORDS.findall(text) for i in self._encode_word(self._symbols(word))]

    def decode(self, ids: Iterable[int]) -> str:
        symbols = "".join(self.tokens[i] for i in ids if i != self.end)
        return bytes(SYMBOL_TO_BYTE[s] for s in symbols).decode("utf-8", "replace")

    def save(self, folder: Path | str, max_length: int) -> None:
        self._save(Path(folder), {
            "special_tokens_map.json": {"bos_token": END_OF_TEXT, "eos_token": END_OF_TEXT, "pad_token": END_OF_TEXT,
                                        "unk_token": END_OF_TEXT},
            "tokenizer_config.json": {
                "add_prefix_space": False, "bos_token": END_OF_TEXT, "eos_token": END_OF_TEXT,
                "unk_token": END_OF_TEXT, "pad_token": END_OF_TEXT, "model_max_length": max_length,
                "clean_up_tokenization_spaces": False, "tokenizer_class": "GPT2Tokenizer"},
            "tokenizer.json": self._fast_format()})

    def _fast_format(self) -> dict[str, Any]:
        return {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": [self._added_token(END_OF_TEXT)],
            "normalizer": None,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            "post_processor": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True},
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                      "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                      "vocab": self.vocab, "merges": self._merge_lines()}}
