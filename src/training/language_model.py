"""The scene writer's network: a Llama-shaped decoder with a cache of keys and values."""
import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

LANGUAGE_MODELS: dict[str, dict[str, Any]] = {
    "full": dict(dim=128, layers=5, heads=4, ff=352),
    "lite": dict(dim=64, layers=3, heads=2, ff=176),
}


class RMSNorm(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def rotate(x, cos, sin):
    """Rotary position embedding."""
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat([-b, a], -1) * sin


class Layer(nn.Module):
    def __init__(self, dim: int, heads: int, ff: int):
        super().__init__()
        self.heads = heads
        self.input_layernorm, self.post_attention_layernorm = RMSNorm(dim), RMSNorm(dim)
        self.q_proj, self.k_proj, self.v_proj, self.o_proj = (nn.Linear(dim, dim, bias=False) for _ in range(4))
        self.gate_proj, self.up_proj = nn.Linear(dim, ff, bias=False), nn.Linear(dim, ff, bias=False)
        self.down_proj = nn.Linear(ff, dim, bias=False)

    def forward(self, x, cos, sin, mask, past_k, past_v):
        b, n, d = x.shape

        def split(t):
            return t.reshape(b, n, self.heads, d // self.heads).permute(0, 2, 1, 3)

        y = self.input_layernorm(x)
        q, k = rotate(split(self.q_proj(y)), cos, sin), rotate(split(self.k_proj(y)), cos, sin)
        v = split(self.v_proj(y))
        k, v = torch.cat([past_k, k], 2), torch.cat([past_v, v], 2)
        scores = torch.matmul(q * (d // self.heads) ** -0.5, k.transpose(2, 3)) + mask
        o = torch.matmul(scores.softmax(-1), v).permute(0, 2, 1, 3).reshape(b, n, d)
        x = x + self.o_proj(o)
        y = self.post_attention_layernorm(x)
        return x + self.down_proj(F.silu(self.gate_proj(y)) * self.up_proj(y)), k, v


class LanguageModel(nn.Module):
    """input_ids [B, n] and a cache -> logits [B, n, vocab] and the longer cache. The output shares the embedding."""

    def __init__(self, vocab: int, dim: int, layers: int, heads: int, ff: int):
        super().__init__()
        self.heads, self.head_dim = heads, dim // heads
        self.embed_tokens = nn.Embedding(vocab, dim)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        self.layers = nn.ModuleList([Layer(dim, heads, ff) for _ in range(layers)])
        self.norm = RMSNorm(dim)
        for layer in self.layers:
            for m in (layer.o_proj, layer.down_proj):
                nn.init.normal_(m.weight, std=0.02 / math.sqrt(2 * layers))
        inv = 1.0 / 10000 ** (torch.arange(0, self.head_dim, 2).float() / self.head_dim)
        self.register_buffer("inv", inv, persistent=False)

    def forward(self, input_ids, attention_mask, position_ids, past):
        """past: k0, v0, k1, v1, ..., each [B, heads, length so far, head_dim]; the length may be 0."""
        x = self.embed_tokens(input_ids)
        f = position_ids[:, :, None].to(torch.float32) * self.inv
        f = torch.cat([f, f], -1)[:, None]
        cos, sin = f.cos(), f.sin()
        mask = self._mask(attention_mask, past[0], x.dtype)
        present = []
        for i, layer in enumerate(self.layers):
            x, k, v = layer(x, cos, sin, mask, past[2 * i], past[2 * i + 1])
            present += [k, v]
        return F.linear(self.norm(x), self.embed_tokens.weight), present

    @staticmethod
    def _mask(attention_mask, cached, dtype):
        """A query sees the keys up to its own place in the cache, except padding."""
        order = torch.cumsum(torch.ones_like(attention_mask), 1)                 # 1..total
        query_order = order[:, cached.shape[2]:]
        visible = (order[:, None, :] <= query_order[:, :, None]) & (attention_mask[:, None, :] > 0)
        return torch.where(visible, torch.zeros((), dtype=dtype), torch.full((), -1e4, dtype=dtype))[:, None]

    def empty_past(self, batch: int) -> list[torch.Tensor]:
        return [torch.zeros(batch, self.heads, 0, self.head_dim) for _ in range(2 * len(self.layers))]

    def logits(self, ids: torch.Tensor) -> torch.Tensor:
        """For whole texts, without a cache."""
        b, n = ids.shape
        positions = torch.arange(n)[None].expand(b, n)
        return self(ids, torch.ones(b, n, dtype=torch.long), positions, self.empty_past(b))[0]

    @torch.no_grad()
    def greedy(self, ids: list[int], limit: int, end: int) -> list[int]:
        """Continue a prompt of at least one id with the likeliest tokens, up to the end token or the limit."""
        past, out, current = self.empty_past(1), list(ids), torch.tensor([ids])
        for _ in range(limit):
            length = past[0].shape[2]
            total = length + current.shape[1]
            mask, positions = torch.ones(1, total, dtype=torch.long), torch.arange(length, total)[None]
            logits, past = self(current, mask, positions, past)
            token = int(logits[0, -1].argmax())
            if token == end:
                break
            out.append(token)
            current = torch.tensor([[token]])
        return out
