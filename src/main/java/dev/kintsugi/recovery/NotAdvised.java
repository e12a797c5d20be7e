package dev.kintsugi.recovery;

/** Nothing came of asking an adviser; the message says why, in words for the trail. */
final class NotAdvised extends RuntimeException {

    NotAdvised(String why) {
        super(why, null, false, false);
    }
}
