package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.channel.Alert;
import java.util.SequencedMap;

/**
 * Something that was just noticed and is worth an alert.
 *
 * @param text what happened, in one sentence
 * @param facts details, in order
 */
record Condition(Alert.Subject subject, String text, SequencedMap<String, String> facts) {}
