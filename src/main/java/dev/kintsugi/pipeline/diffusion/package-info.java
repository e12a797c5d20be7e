/**
 * Text to image by latent diffusion (Rombach et al. 2022), on the layout of Stable Diffusion ONNX exports. Its parts, each of
 * which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: the pipeline
 *   <li>{@code network}: the networks: text encoder, UNet, VAE decoder
 *   <li>{@code scheduler}: schedulers
 *   <li>{@code tokenizer}: the text encoder's tokenizer
 * </ol>
 */
@NullMarked
package dev.kintsugi.pipeline.diffusion;

import org.jspecify.annotations.NullMarked;
