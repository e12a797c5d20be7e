package dev.kintsugi.recovery.decision;

/** Nothing came of asking an adviser; the message says why, in words for the trail. */
public final class NotAdvised extends RuntimeException {

    public NotAdvised(String why) {
        super(why, null, false, false);
    }
}
