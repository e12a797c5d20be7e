/** The networks: text encoder, UNet, VAE decoder. */
@NullMarked
package dev.kintsugi.pipeline.diffusion.network;

import org.jspecify.annotations.NullMarked;
