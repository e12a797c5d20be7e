"""Prompt to picture in torch: DDIM (eta 0) with classifier-free guidance, the mathematics of diffusers."""
from dataclasses import dataclass
from pathlib import Path

import torch

import stage
from autoencoder import SCALING_FACTOR, VAE
from bpe import ClipBPE
from diffusion import UNETS, TextEncoder, UNet, alphas_cumprod
from train_tokenizers import PROMPT_LENGTH

ALPHAS = alphas_cumprod()
CHUNK = 16              # pictures made at once


def timesteps(steps: int) -> list[int]:
    """Leading spacing with an offset of 1, from noisy to clean."""
    return [i * (1000 // steps) + 1 for i in range(steps)][::-1]


@torch.no_grad()
def ddim(unet: UNet, cond: torch.Tensor, uncond: torch.Tensor, latents: torch.Tensor, steps: int,
         guidance: float) -> torch.Tensor:
    x = latents
    context = torch.cat([uncond.expand(len(x), -1, -1), cond])
    for t in timesteps(steps):
        free, guided = unet(torch.cat([x, x]), torch.tensor([t]), context).chunk(2)
        eps = free + guidance * (guided - free)
        a, a_next = ALPHAS[t], ALPHAS[max(t - 1000 // steps, 0)]
        x0 = (x - (1 - a).sqrt() * eps) / a.sqrt()
        x = a_next.sqrt() * x0 + (1 - a_next).sqrt() * eps
    return x


@dataclass(frozen=True)
class Painter:
    """All networks that turn prompts into pictures."""
    tokenizer: ClipBPE
    text_encoder: TextEncoder
    unet: UNet
    vae: VAE

    @classmethod
    def load(cls, work: Path, kind: str) -> "Painter":
        """The trained weights of the work folder."""
        tokenizer = ClipBPE.load(work / "tokenizer")
        return cls(tokenizer, stage.load(TextEncoder(len(tokenizer.vocab)), work / f"text_{kind}.pt").eval(),
                   stage.load(UNet(**UNETS[kind]), work / f"unet_{kind}.pt").eval(),
                   stage.load(VAE(), sharpest_vae(work)).eval())

    @torch.no_grad()
    def paint(self, prompts: list[str], h: int = 128, w: int = 128, seed: int = 0, steps: int = 20,
              guidance: float = 5.0) -> torch.Tensor:
        """Picture tensor [B, 3, h, w] in -1..1."""
        noise = torch.randn(len(prompts), 4, h // 8, w // 8, generator=torch.Generator().manual_seed(seed))
        cond, uncond = self._states(prompts), self._states([""])
        out = []
        for i in range(0, len(prompts), CHUNK):
            z = ddim(self.unet, cond[i:i + CHUNK], uncond, noise[i:i + CHUNK], steps, guidance)
            out.append(self.vae.decoder(z / SCALING_FACTOR).clamp(-1, 1))
        return torch.cat(out)

    def _states(self, prompts: list[str]) -> torch.Tensor:
        ids = [self.tokenizer.encode(p, PROMPT_LENGTH) for p in prompts]
        return self.text_encoder(torch.tensor(ids, dtype=torch.int32))[0]


def sharpest_vae(work: Path) -> Path:
    """The weights with the fine-tuned decoder where they exist."""
    sharp = work / "vae_sharp.pt"
    return sharp if sharp.exists() else work / "vae.pt"
