"""Stage 2: the autoencoder. Makes vae.pt, and vae_pictures.png to look at (rows: originals, reconstructions).

Afterwards the latents are whitened, see autoencoder.VAE.whiten.
"""
import argparse
import random
from pathlib import Path

import torch
import torch.nn.functional as F

import pictures
import stage
from autoencoder import SCALING_FACTOR, VAE

BATCH, PEAK_RATE, PEAK_RATE_RESUMED, KL_WEIGHT = 16, 1.5e-3, 1.2e-3, 3e-4


def arguments() -> argparse.Namespace:
    parser = stage.command_line(__doc__)
    parser.add_argument("--minutes", type=float, default=13, help="wall-clock budget")
    parser.add_argument("--pool", type=int, default=12000, help="pictures to draw and train on")
    parser.add_argument("--resume", type=Path, metavar="VAE.PT", help="start from these weights")
    return parser.parse_args()


def augmented(x: torch.Tensor) -> torch.Tensor:
    if random.random() < 0.5:
        x = x.flip(3)
    if random.random() < 0.3:
        x = x.transpose(2, 3)
    return x.contiguous(memory_format=torch.channels_last)


def train(vae: VAE, pool: pictures.PicturePool, minutes: float, peak_rate: float, checkpoint: Path) -> None:
    optimizer = torch.optim.AdamW(vae.parameters(), lr=peak_rate, betas=(0.9, 0.99), weight_decay=1e-4)
    clock, step, smoothed = stage.Clock(minutes), 0, stage.Smoothed(0.98)
    while not clock.is_over():
        rate = stage.set_rate(optimizer, peak_rate, step, 200, stage.cosine(clock.share()))
        x = augmented(pool.crops(BATCH, near_object=0.85))
        with stage.bfloat16():
            mean, log_variance = vae.encoder.distribution(x)
        mean, log_variance = mean.float(), log_variance.float().clamp(-20, 5)
        sigma = (0.5 * log_variance).exp()
        with stage.bfloat16():
            y = vae.decoder.raw(mean + torch.randn_like(mean) * sigma)
        loss, error = pictures.reconstruction_loss(y.float(), x, squared=1)
        kl = 0.5 * (mean ** 2 + log_variance.exp() - 1 - log_variance).mean()
        stage.descend(optimizer, loss + KL_WEIGHT * kl, vae.parameters())
        smoothed.add(error)
        step += 1
        if step % 100 == 0 or step == 10:
            print(f"step {step} t={clock.elapsed():.0f}s lr={rate:.2e} l1={smoothed.value:.4f} kl={kl.item():.2f} "
                  f"sigma={sigma.mean():.3f} std={mean.std():.3f}", flush=True)
        if step % 1000 == 0:
            stage.save(vae, checkpoint)


@torch.no_grad()
def report(vae: VAE, held_out: torch.Tensor, sheet: Path) -> None:
    latents = vae.encoder(held_out)
    made = vae.decoder(latents)
    print("latent std x scaling factor", [f"{s:.3f}" for s in (latents * SCALING_FACTOR).std(dim=(0, 2, 3)).tolist()])
    print(f"held out: L1 {F.l1_loss(made, held_out):.4f}, PSNR {pictures.psnr(made, held_out):.2f} dB")
    for noise in (0.05, 0.1, 0.2):
        noisy = vae.decoder(latents + torch.randn_like(latents) * noise / SCALING_FACTOR)
        print(f"held out, latent noise {noise}: L1 {F.l1_loss(noisy, held_out):.4f}")
    rows = [held_out[:16], made[:16], held_out[16:32], made[16:32]]
    pictures.save_sheet(torch.cat(rows), sheet, columns=16)


def main() -> None:
    args = arguments()
    stage.prepare(args, seed=0)
    random.seed(0)
    pool = pictures.PicturePool(random.Random(0), args.pool, wild_every=4, held_out=256)
    vae = VAE().to(memory_format=torch.channels_last)
    if args.resume:
        stage.load(vae, args.resume)
    train(vae, pool, args.minutes, PEAK_RATE_RESUMED if args.resume else PEAK_RATE, args.work / "vae_checkpoint.pt")
    variances = vae.whiten([pictures.from_bytes(part) for part in pool.trained_on(4096).split(64)])
    print("latent variances before whitening", [f"{v:.3f}" for v in variances])
    stage.save(vae, args.work / "vae.pt")
    report(vae, pool.held_out(), args.work / "vae_pictures.png")


if __name__ == "__main__":
    main()
