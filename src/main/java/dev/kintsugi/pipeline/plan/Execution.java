package dev.kintsugi.pipeline.plan;

import java.util.List;
import java.util.Locale;

/**
 * How it is computed, which costs memory or time but changes next to nothing in the result.
 *
 * @param guidance both predictions in one batch, or one after the other
 * @param decode the picture as a whole, or in overlapping tiles
 */
public record Execution(Guidance guidance, Decode decode) {

    public static final Execution FASTEST = new Execution(Guidance.BATCHED, Decode.WHOLE);

    /** The one that needs the least memory. */
    public static final Execution LIGHTEST = new Execution(Guidance.SEQUENTIAL, Decode.TILED);

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

    /** What is lighter in one of two. */
    public Execution lighter(Execution other) {
        return new Execution(
                guidance == Guidance.SEQUENTIAL ? guidance : other.guidance,
                decode == Decode.TILED ? decode : other.decode);
    }

    /** This one and all that are lighter, the fastest first. */
    public List<Execution> andLighter() {
        return List.of(this, withGuidance(Guidance.SEQUENTIAL), withDecode(Decode.TILED), LIGHTEST);
    }

    /** How many of the branches of a step are computed at the same time. */
    public int batch(int branches) {
        return guidance == Guidance.BATCHED ? branches : 1;
    }

    /** Whether memory for the whole result is needed at once. */
    public boolean decodesWhole() {
        return decode == Decode.WHOLE;
    }
}
