"""The text-conditioned denoiser in latent space: text encoder, UNet, noise schedule.

Any batch, any latent height and width and any prompt length up to 77 work, so one ONNX file serves them all.
Attribute names end up as tensor names in the ONNX files.
"""
import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

TEXT_DIM = 128
# the full model and its fallback: channels per resolution, width of the time embedding, blocks per resolution
UNETS: dict[str, dict[str, Any]] = {
    "full": dict(ch=(48, 96, 128), emb=192, blocks=(2, 2)),
    "lite": dict(ch=(32, 64, 64), emb=128, blocks=(1, 1)),
}


def alphas_cumprod() -> torch.Tensor:
    """Stable Diffusion's scaled-linear schedule of 1000 steps."""
    betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0).float()


class GroupNorm(nn.GroupNorm):
    """In float32: autocast on the CPU has no rule for the norms."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.float())


class LayerNorm(nn.LayerNorm):
    """In float32, as GroupNorm."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.float())


class Attention(nn.Module):
    """Multi-head attention of x to itself or to a context."""

    def __init__(self, dim: int, heads: int, context_dim: int | None = None):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(dim, dim, bias=False)
        self.k = nn.Linear(context_dim or dim, dim, bias=False)
        self.v = nn.Linear(context_dim or dim, dim, bias=False)
        self.o = nn.Linear(dim, dim)
        self.scale = (dim // heads) ** -0.5

    def forward(self, x, context=None, mask=None):
        context = x if context is None else context
        b, n, d = x.shape
        h, e = self.heads, d // self.heads
        q = self.q(x).reshape(b, n, h, e).permute(0, 2, 1, 3)
        k = self.k(context).reshape(b, context.shape[1], h, e).permute(0, 2, 3, 1)
        v = self.v(context).reshape(b, context.shape[1], h, e).permute(0, 2, 1, 3)
        scores = torch.matmul(q * self.scale, k)
        if mask is not None:
            scores = scores + mask
        y = torch.matmul(scores.softmax(-1), v).permute(0, 2, 1, 3).reshape(b, n, d)
        return self.o(y)


# ----------------------------------------------------------------------------- text encoder
class TextBlock(nn.Module):
    def __init__(self, dim: int, heads: int, ff: int):
        super().__init__()
        self.n1, self.n2 = LayerNorm(dim), LayerNorm(dim)
        self.att = Attention(dim, heads)
        self.f1, self.f2 = nn.Linear(dim, ff), nn.Linear(ff, dim)

    def forward(self, x, mask):
        x = x + self.att(self.n1(x), mask=mask)
        return x + self.f2(F.gelu(self.f1(self.n2(x))))


class TextEncoder(nn.Module):
    """CLIP style: causal, learned positions, a final norm. ids [B, n] -> states [B, n, 128], pooled [B, 128]."""

    def __init__(self, vocab: int, dim: int = TEXT_DIM, layers: int = 2, heads: int = 4, ff: int = 256,
                 max_pos: int = 77):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim)
        self.pos = nn.Parameter(torch.randn(max_pos, dim) * 0.02)
        nn.init.normal_(self.tok.weight, std=0.05)
        self.blocks = nn.ModuleList([TextBlock(dim, heads, ff) for _ in range(layers)])
        self.final = LayerNorm(dim)
        self.register_buffer("causal", torch.full((max_pos, max_pos), -1e4).triu(1), persistent=False)

    def forward(self, input_ids):
        n = input_ids.shape[1]
        x = self.tok(input_ids) + self.pos[:n]
        mask = self.causal[:n, :n]
        for block in self.blocks:
            x = block(x, mask)
        x = self.final(x)
        end = input_ids.to(torch.int32).argmax(-1)              # the first <|endoftext|>, which has the highest id
        pooled = x[torch.arange(x.shape[0]), end]
        return x, pooled


# ----------------------------------------------------------------------------- UNet
class TimeRes(nn.Module):
    """Residual block, scaled and shifted by the embedding of time and prompt."""

    def __init__(self, cin: int, cout: int, emb: int, groups: int = 8):
        super().__init__()
        self.n1, self.n2 = GroupNorm(groups, cin), GroupNorm(groups, cout)
        self.c1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.c2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.emb = nn.Linear(emb, cout * 2)
        self.skip = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()
        nn.init.zeros_(self.c2.weight)
        nn.init.zeros_(self.c2.bias)

    def forward(self, x, e):
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.emb(e)[:, :, None, None].chunk(2, dim=1)
        h = self.c2(F.silu(self.n2(h) * (1 + scale) + shift))
        return self.skip(x) + h


class Transformer(nn.Module):
    """Self-attention, cross-attention and feed-forward over the flattened grid."""

    def __init__(self, c: int, context_dim: int, heads: int = 4, ff: int = 2):
        super().__init__()
        self.norm = GroupNorm(8, c)
        self.n2, self.n3 = LayerNorm(c), LayerNorm(c)
        self.sa, self.ca = Attention(c, heads), Attention(c, heads, context_dim)
        self.f1, self.f2 = nn.Linear(c, ff * c), nn.Linear(ff * c, c)
        for m in (self.sa.o, self.ca.o, self.f2):
            nn.init.zeros_(m.weight)
            nn.init.zeros_(m.bias)

    def forward(self, x, context):
        b, c, h, w = x.shape
        t = x.reshape(b, c, h * w).permute(0, 2, 1)
        y = self.norm(x).reshape(b, c, h * w).permute(0, 2, 1)
        t = t + self.sa(y)
        t = t + self.ca(self.n2(t), context)
        t = t + self.f2(F.gelu(self.f1(self.n3(t))))
        return t.permute(0, 2, 1).reshape(b, c, h, w)


def coordinates(sample: torch.Tensor) -> torch.Tensor:
    """Four channels of position: x and y in (-1, 1) of their axis, and the same in units of the short side.
    They are made with CumSum so that they stay dynamic in ONNX."""
    one = torch.ones_like(sample[:, :1])
    y, x = torch.cumsum(one, 2), torch.cumsum(one, 3)
    h, w = y[:, :, -1:, :], x[:, :, :, -1:]
    cy, cx = 2 * y - 1 - h, 2 * x - 1 - w
    short = torch.minimum(h, w)
    return torch.cat([cx / w, cy / h, cx / short, cy / short], 1)


class UNet(nn.Module):
    """Predicts the noise. Its embedding is MLP(sinusoid(timestep)) + MLP(last text state): the prompt is padded with
    <|endoftext|>, so the last state has seen all of it."""

    def __init__(self, ch: tuple[int, int, int], emb: int, blocks: tuple[int, int], ctx: int = TEXT_DIM,
                 heads: int = 4):
        super().__init__()
        a, b, c = ch
        n0, n1 = blocks
        self.time_dim = 64
        self.t1, self.t2 = nn.Linear(self.time_dim, emb), nn.Linear(emb, emb)
        self.p1, self.p2 = nn.Linear(ctx, emb), nn.Linear(emb, emb)
        self.ctx_norm = LayerNorm(ctx)
        self.conv_in = nn.Conv2d(8, a, 3, padding=1)
        self.d0 = nn.ModuleList([TimeRes(a, a, emb) for _ in range(n0)])
        self.down0 = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.d1 = nn.ModuleList([TimeRes(b, b, emb) for _ in range(n1)])
        self.a1 = Transformer(b, ctx, heads)
        self.down1 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.m0, self.ma, self.m1 = TimeRes(c, c, emb), Transformer(c, ctx, heads), TimeRes(c, c, emb)
        self.up1 = nn.Conv2d(c, b, 3, padding=1)
        self.u1 = nn.ModuleList([TimeRes(2 * b if i == 0 else b, b, emb) for i in range(n1)])
        self.ua1 = Transformer(b, ctx, heads)
        self.up0 = nn.Conv2d(b, a, 3, padding=1)
        self.u0 = nn.ModuleList([TimeRes(2 * a if i == 0 else a, a, emb) for i in range(n0)])
        self.norm_out = GroupNorm(8, a)
        self.conv_out = nn.Conv2d(a, 4, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)
        nn.init.zeros_(self.conv_out.bias)
        half = self.time_dim // 2
        freqs = torch.exp(-math.log(10000) * torch.arange(half).float() / half)
        self.register_buffer("freqs", freqs, persistent=False)

    def forward(self, sample, timestep, encoder_hidden_states):
        angle = timestep.to(torch.float32)[:, None] * self.freqs[None]
        t = torch.cat([angle.cos(), angle.sin()], -1)
        ctx = self.ctx_norm(encoder_hidden_states)
        e = self.t2(F.silu(self.t1(t))) + self.p2(F.silu(self.p1(ctx[:, -1])))
        e = F.silu(e)
        x = s0 = _chain(self.d0, self.conv_in(torch.cat([sample, coordinates(sample)], 1)), e)
        x = s1 = self.a1(_chain(self.d1, self.down0(x), e), ctx)
        x = self.m1(self.ma(self.m0(self.down1(x), e), ctx), e)
        x = self.up1(_resized_to(s1, x))
        x = self.ua1(_chain(self.u1, torch.cat([x, s1], 1), e), ctx)
        x = self.up0(_resized_to(s0, x))
        x = _chain(self.u0, torch.cat([x, s0], 1), e)
        return self.conv_out(F.silu(self.norm_out(x)))


def _chain(blocks: nn.ModuleList, x: torch.Tensor, e: torch.Tensor) -> torch.Tensor:
    for block in blocks:
        x = block(x, e)
    return x


def _resized_to(target: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, size=target.shape[-2:], mode="nearest")
