"""The autoencoder: pictures to latents of an eighth of the size, and back.

Fully convolutional and free of norms, so that it works at any size that is a multiple of 8.
"""
import torch
import torch.nn.functional as F
from torch import nn

from stage import bfloat16

SCALING_FACTOR = 0.18215      # Stable Diffusion 1.x; whitened latents have a standard deviation of 1 / 0.18215


class Res(nn.Module):
    """Norm-free residual block: no statistics, hence no dependence on the resolution."""

    def __init__(self, c: int):
        super().__init__()
        self.c1 = nn.Conv2d(c, c, 3, padding=1)
        self.c2 = nn.Conv2d(c, c, 3, padding=1)
        nn.init.zeros_(self.c2.weight)
        nn.init.zeros_(self.c2.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.c2(F.silu(self.c1(F.silu(x))))


class Up(nn.Module):
    """Doubles height and width."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        self.c = nn.Conv2d(cin, cout, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.c(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Encoder(nn.Module):
    """[B, 3, 8h, 8w] in -1..1 -> mean [B, 4, h, w], whitened to standard deviation 1 / SCALING_FACTOR."""

    def __init__(self, ch: tuple[int, int, int] = (24, 48, 80)):
        super().__init__()
        a, b, c = ch
        self.body = nn.Sequential(
            nn.Conv2d(3, a, 4, stride=2, padding=1), Res(a),
            nn.Conv2d(a, b, 3, stride=2, padding=1), Res(b),
            nn.Conv2d(b, c, 3, stride=2, padding=1), Res(c), Res(c), nn.SiLU())
        self.moments = nn.Conv2d(c, 8, 3, padding=1)
        self.quant = _identity()                  # whitening, set after training

    def distribution(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and log variance, not whitened."""
        mean, log_variance = self.moments(self.body(x)).chunk(2, dim=1)
        return mean, log_variance

    def mean(self, x: torch.Tensor) -> torch.Tensor:
        return self.moments(self.body(x))[:, :4]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.quant(self.mean(x))


class Decoder(nn.Module):
    """[B, 4, h, w] -> [B, 3, 8h, 8w] in about -1..1."""

    def __init__(self, ch: tuple[int, int, int] = (96, 64, 32)):
        super().__init__()
        a, b, c = ch
        self.post_quant = _identity()             # inverse whitening, set after training
        self.conv_in = nn.Conv2d(4, a, 3, padding=1)
        self.body = nn.Sequential(Res(a), Res(a), Res(a), Up(a, b), Res(b), Up(b, c), Res(c), nn.SiLU())
        self.conv_out = nn.Conv2d(c, 12, 3, padding=1)

    def raw(self, z: torch.Tensor) -> torch.Tensor:
        """Decode latents that are not whitened."""
        return F.pixel_shuffle(self.conv_out(self.body(self.conv_in(z))), 2)

    def forward(self, latent: torch.Tensor) -> torch.Tensor:
        return self.raw(self.post_quant(latent))


class VAE(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    @torch.no_grad()
    def encode_fast(self, x: torch.Tensor) -> torch.Tensor:
        """The encoder with all but its last layer in bfloat16."""
        with bfloat16():
            mean = self.encoder.mean(x.contiguous(memory_format=torch.channels_last))
        return self.encoder.quant(mean.float())

    @torch.no_grad()
    def whiten(self, pictures: list[torch.Tensor]) -> list[float]:
        """Fold a linear map into encoder and decoder after which the latents of these pictures are uncorrelated
        and have a standard deviation of 1 / SCALING_FACTOR. Returns the variances found on the way."""
        z = torch.cat([self.encoder.distribution(x)[0] for x in pictures])
        z = z.permute(0, 2, 3, 1).reshape(-1, 4).double()
        mean = z.mean(0)
        variances, axes = torch.linalg.eigh((z - mean).T @ (z - mean) / len(z))
        whitening = torch.diag(variances.rsqrt()) @ axes.T / SCALING_FACTOR
        _set_1x1(self.encoder.quant, whitening, -(whitening @ mean))
        _set_1x1(self.decoder.post_quant, torch.linalg.inv(whitening), mean)
        return variances.tolist()


def _set_1x1(conv: nn.Conv2d, matrix: torch.Tensor, bias: torch.Tensor) -> None:
    with torch.no_grad():
        conv.weight.copy_(matrix[:, :, None, None])
        conv.bias.copy_(bias)


def _identity() -> nn.Conv2d:
    conv = nn.Conv2d(4, 4, 1)
    _set_1x1(conv, torch.eye(4), torch.zeros(4))
    return conv
