package dev.kintsugi.pipeline.work;

import java.util.Map;

/**
 * The facts of an artifact that is an image.
 *
 * @param size in pixels
 * @param seed that gives it again
 * @param tokens how many tokens of its texts the model read; 0 if that is not known
 */
public record ImageFacts(Size size, long seed, int tokens) {

    private static final String SIZE = "size";
    private static final String SEED = "seed";
    private static final String TOKENS = "tokens";

    public ImageFacts(Size size, long seed) {
        this(size, seed, 0);
    }

    /** The same by name, as an artifact has them. */
    public Map<String, String> byName() {
        return tokens == 0
                ? Map.of(SIZE, size.toString(), SEED, String.valueOf(seed))
                : Map.of(SIZE, size.toString(), SEED, String.valueOf(seed), TOKENS, String.valueOf(tokens));
    }

    /**
     * Reads what {@link #byName} wrote.
     *
     * @throws IllegalArgumentException if these are not the facts of an image
     */
    public static ImageFacts of(Map<String, String> facts) {
        var seed = facts.get(SEED);
        var sides = facts.getOrDefault(SIZE, "").split("x", -1);
        if (seed == null || sides.length != 2) {
            throw new IllegalArgumentException("not the facts of an image: " + facts);
        }
        return new ImageFacts(
                new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1])),
                Long.parseLong(seed),
                Integer.parseInt(facts.getOrDefault(TOKENS, "0")));
    }
}
