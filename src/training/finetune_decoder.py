"""Stage 3: a sharper decoder. Makes vae_sharp.pt from vae.pt.

The encoder, and with it the latent space, stays as it is, so this can run while the UNet trains. The decoder
sees slightly noisy latents and learns to forgive small errors of the UNet.
"""
import argparse
import random
from pathlib import Path

import torch
import torch.nn.functional as F

import pictures
import stage
from autoencoder import SCALING_FACTOR, VAE

BATCH, PEAK_RATE, NOISE = 12, 1e-3, 0.08


def arguments() -> argparse.Namespace:
    parser = stage.command_line(__doc__)
    parser.add_argument("--minutes", type=float, default=12, help="wall-clock budget")
    parser.add_argument("--pool", type=int, default=9000, help="pictures to draw and train on")
    return parser.parse_args()


@torch.no_grad()
def report(vae: VAE, held_out: torch.Tensor) -> None:
    latents = vae.encoder(held_out)
    made = vae.decoder(latents)
    noisy = vae.decoder(latents + torch.randn_like(latents) * 0.1 / SCALING_FACTOR)
    print(f"held out: PSNR {pictures.psnr(made, held_out):.2f} dB, L1 {F.l1_loss(made, held_out):.4f}, "
          f"at latent noise 0.1 {F.l1_loss(noisy, held_out):.4f}", flush=True)


def noisy_latents(vae: VAE, x: torch.Tensor) -> torch.Tensor:
    """Latents with a random amount of noise, as the decoder's body sees them."""
    latents = vae.encode_fast(x)
    amount = torch.rand(len(x), 1, 1, 1) * NOISE / SCALING_FACTOR
    with torch.no_grad():
        return vae.decoder.post_quant(latents + torch.randn_like(latents) * amount)


def train(vae: VAE, pool: pictures.PicturePool, minutes: float, target: Path) -> None:
    trained = [p for p in vae.decoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=PEAK_RATE, betas=(0.9, 0.99), weight_decay=1e-4)
    clock, step, smoothed = stage.Clock(minutes), 0, stage.Smoothed(0.98)
    while not clock.is_over():
        stage.set_rate(optimizer, PEAK_RATE, step, 100, stage.cosine(clock.share()))
        x = pool.crops(BATCH, near_object=1)
        z = noisy_latents(vae, x)
        with stage.bfloat16():
            y = vae.decoder.raw(z)
        loss, error = pictures.reconstruction_loss(y.float(), x, squared=2)
        stage.descend(optimizer, loss, trained)
        smoothed.add(error)
        step += 1
        if step % 200 == 0:
            print(f"step {step} t={clock.elapsed():.0f}s l1={smoothed.value:.4f}", flush=True)
        if step % 1000 == 0:
            report(vae, pool.held_out())
            stage.save(vae, target)


def main() -> None:
    args = arguments()
    stage.prepare(args, seed=10)
    pool = pictures.PicturePool(random.Random(10), args.pool, wild_every=8, held_out=128)
    vae = stage.load(VAE(), args.work / "vae.pt").to(memory_format=torch.channels_last)
    vae.encoder.requires_grad_(False)
    vae.decoder.post_quant.requires_grad_(False)
    report(vae, pool.held_out())
    train(vae, pool, args.minutes, args.work / "vae_sharp.pt")
    report(vae, pool.held_out())
    stage.save(vae, args.work / "vae_sharp.pt")


if __name__ == "__main__":
    main()
