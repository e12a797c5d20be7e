package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;

/**
 * Decodes a picture in tiles that overlap by a quarter and are blended linearly, so that memory depends on the tile
 * and not on the picture.
 *
 * @param decoder decodes one tile
 * @param tile its side in latents
 */
public record TiledDecoder(VaeDecoder decoder, int tile) {

    /** Like {@link VaeDecoder#decode}. */
    public float[] decode(float[] latents, Size size) {
        int scale = DiffusionModel.SCALE;
        int h = size.height() / scale;
        int w = size.width() / scale;
        int tileH = Math.min(tile, h);
        int tileW = Math.min(tile, w);
        var pixels = new float[3 * size.height() * size.width()];
        var weights = new float[size.height() * size.width()];
        for (int top : starts(h, tileH)) {
            for (int left : starts(w, tileW)) {
                var part = cut(latents, h, w, top, left, tileH, tileW);
                var drawn = decoder.decode(part, new Size(tileW * scale, tileH * scale));
                blend(drawn, tileH * scale, tileW * scale, pixels, weights, top * scale, left * scale, size);
            }
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] /= weights[i % weights.length];
        }
        return pixels;
    }

    /** The positions of tiles: a quarter of each overlaps the one before; the last ends with the picture. */
    public static int[] starts(int length, int tile) {
        int stride = Math.max(1, tile * 3 / 4);
        int count = length <= tile ? 1 : (length - tile + stride - 1) / stride + 1;
        var starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = Math.min(i * stride, length - tile);
        }
        return starts;
    }

    private float[] cut(float[] latents, int h, int w, int top, int left, int tileH, int tileW) {
        var part = new float[decoder.channels() * tileH * tileW];
        for (int c = 0; c < decoder.channels(); c++) {
            for (int y = 0; y < tileH; y++) {
                System.arraycopy(latents, (c * h + top + y) * w + left, part, (c * tileH + y) * tileW, tileW);
            }
        }
        return part;
    }

    private static void blend(
            float[] drawn, int tileH, int tileW, float[] pixels, float[] weights, int top, int left, Size size) {
        for (int y = 0; y < tileH; y++) {
            for (int x = 0; x < tileW; x++) {
                int at = (top + y) * size.width() + left + x;
                float weight = ramp(y, tileH) * ramp(x, tileW);
                weights[at] += weight;
                for (int c = 0; c < 3; c++) {
                    pixels[c * weights.length + at] += weight * drawn[(c * tileH + y) * tileW + x];
                }
            }
        }
    }

    /** Rises over the first quarter of a tile and falls over its last, never to zero. */
    private static float ramp(int at, int length) {
        int edge = Math.min(at, length - 1 - at) + 1;
        return Math.min(1f, edge / (length / 4f));
    }
}
