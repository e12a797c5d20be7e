package dev.kintsugi.runtime.weights;

import java.time.Duration;

/**
 * Something that is being loaded at this moment.
 *
 * @param model whose it is
 * @param file relative to the model's folder
 * @param bytes read so far
 * @param of bytes to read in all; 0 until that is known
 * @param since for how long it has been loading
 * @param silent for how long nothing more was read: a disk that is slow keeps this short, one that hangs does not
 */
public record LoadInProgress(String model, String file, long bytes, long of, Duration since, Duration silent) {}
