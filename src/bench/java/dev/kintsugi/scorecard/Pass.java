package dev.kintsugi.scorecard;

/** One run through the whole mix. */
enum Pass {
    /** Whatever helps may be done. */
    ON("any"),
    /** The first failure is the answer, as with a plain server. */
    OFF("none");

    private final String recovery;

    Pass(String recovery) {
        this.recovery = recovery;
    }

    /** How far the caller lets a repair go. */
    String recovery() {
        return recovery;
    }
}
