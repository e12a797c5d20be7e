/** The text encoder's tokenizer. */
@NullMarked
package dev.kintsugi.pipeline.diffusion.tokenizer;

import org.jspecify.annotations.NullMarked;
