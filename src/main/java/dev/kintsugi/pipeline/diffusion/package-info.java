/**
 * Text to picture by latent diffusion (Rombach et al. 2022), on the layout of Stable Diffusion ONNX exports: tokenizer,
 * text encoder, UNet with classifier-free guidance, schedulers, VAE decoder, PNG.
 */
@NullMarked
package dev.kintsugi.pipeline.diffusion;

import org.jspecify.annotations.NullMarked;
