package dev.kintsugi.pipeline.plan;

import java.util.Locale;

/**
 * How it is computed, which costs memory or time but changes next to nothing in the result.
 *
 * @param guidance both predictions in one batch, or one after the other
 * @param decode the picture as a whole, or in overlapping tiles
 */
public record Execution(Guidance guidance, Decode decode) {

    public static final Execution FASTEST = new Execution(Guidance.BATCHED, Decode.WHOLE);

    /** How the two predictions of classifier-free guidance are computed. */
    public enum Guidance {
        /** Together: fast. */
        BATCHED,
        /** One after the other: half the memory. */
        SEQUENTIAL;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How latents become pixels. */
    public enum Decode {
        /** All at once: fast, exact. */
        WHOLE,
        /** In overlapping tiles that are blended: memory no longer grows with the picture, faint seams are possible. */
        TILED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Execution withGuidance(Guidance other) {
        return new Execution(other, decode);
    }

    public Execution withDecode(Decode other) {
        return new Execution(guidance, other);
    }
}
