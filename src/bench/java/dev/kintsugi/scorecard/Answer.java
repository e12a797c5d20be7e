package dev.kintsugi.scorecard;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client got. */
sealed interface Answer {

    /**
     * A status and a document.
     *
     * @param status of HTTP, or that of the problem where it came through a WebSocket
     * @param body the document
     * @param saysWhen whether it says when to come back
     */
    record Replied(int status, JsonNode body, boolean saysWhen) implements Answer {}

    /** A client that went away itself. */
    record WentAway(boolean leftNothingBehind) implements Answer {}

    /** The connection ended. */
    record Cut(String why) implements Answer {}

    /** Nothing came within the time that a client waits. */
    record Silence() implements Answer {}
}
