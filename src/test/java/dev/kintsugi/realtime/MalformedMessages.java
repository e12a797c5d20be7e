package dev.kintsugi.realtime;

import java.util.List;
import java.util.Random;

/** Messages that are all wrong in some way, the same ones from the same seed; none is longer than 64 KiB. */
final class MalformedMessages {

    private static final String NO_JOB = "\"job_00000000000000000000000000000000\"";
    private static final String SUBMIT = "{\"type\":\"submit\",\"id\":\"1\",\"data\":{\"prompt\":\"x\",\"steps\":1}}";
    private static final List<String> NOT_TYPES = List.of(
            "null",
            "7",
            "[]",
            "{}",
            "\"\"",
            "\"SUBMIT\"",
            "\"ping \"",
            "\"hello\"",
            "\"job.completed\"",
            "true",
            "[\"ping\"]",
            "\"\\u0000ping\"",
            "\"\\ud800\"");
    private static final List<String> NOT_JOBS = List.of(
            "null", "7", "[]", "{}", "\"\"", "\"../../x\"", "\"job_\"", "\"job_zz\"", "-1", "\"\\u0000\"", NO_JOB);
    private static final List<String> NOT_DATA = List.of(
            "null",
            "7",
            "[]",
            "\"x\"",
            "{}",
            "{\"prompt\":null}",
            "{\"prompt\":\"\"}",
            "{\"prompt\":[\"x\"]}",
            "{\"prompt\":\"x\",\"n\":-1}",
            "{\"prompt\":\"x\",\"n\":99999999999999999999}",
            "{\"prompt\":\"x\",\"size\":\"-64x-64\"}",
            "{\"prompt\":\"x\",\"size\":{}}",
            "{\"prompt\":\"x\",\"steps\":\"many\"}",
            "{\"prompt\":\"x\",\"steps\":1e999}",
            "{\"prompt\":\"x\",\"guidance\":\"NaN\"}",
            "{\"prompt\":\"x\",\"guidance\":-1e308}",
            "{\"prompt\":\"x\",\"seed\":[]}",
            "{\"prompt\":\"x\",\"previews\":11}",
            "{\"prompt\":\"x\",\"recovery\":\"maybe\"}",
            "{\"prompt\":\"x\",\"max_degradation\":-1}",
            "{\"prompt\":\"x\",\"model\":\"../../etc/passwd\"}",
            "{\"prompt\":\"x\",\"model\":\"\"}",
            "{\"prompt\":\"x\",\"scheduler\":\"\"}",
            "{\"prompt\":\"\\ud800\\udbff\",\"steps\":1}",
            "{\"prompt\":\"\\u0000\\u0001\",\"steps\":1}",
            "{\"prompt\":\"x\",\"prompt\":{}}");

    private final Random random;

    MalformedMessages(long seed) {
        random = new Random(seed);
    }

    /** A string to be sent as text, or bytes. */
    Object next() {
        return switch (random.nextInt(11)) {
            case 0 -> bytes(random.nextInt(2_000));
            case 1 -> "?" + rubbish(300);
            case 2 -> SUBMIT.substring(0, random.nextInt(SUBMIT.length()));
            case 3 ->
                pick(List.of("", " ", "null", "true", "0", "1e999", "\"ping\"", "[]", "[{\"type\":\"ping\"}]", "NaN"));
            case 4 -> "{\"id\":" + pick(NOT_JOBS) + ",\"type\":" + pick(NOT_TYPES) + "}";
            case 5 ->
                "{\"type\":\"" + pick(List.of("subscribe", "cancel")) + "\",\"job\":" + pick(NOT_JOBS) + ",\"after\":"
                        + pick(NOT_DATA) + "}";
            case 6, 7 -> "{\"type\":\"submit\",\"id\":" + pick(NOT_JOBS) + ",\"data\":" + pick(NOT_DATA) + "}";
            case 8 -> nested(random.nextInt(10_000));
            case 9 ->
                "{\"type\":\"submit\",\"data\":{\"prompt\":\"" + "long ".repeat(500 + random.nextInt(12_000)) + "\"}}";
            default -> "{\"type\":\"ping\",\"type\":\"" + "p".repeat(1 + random.nextInt(60_000)) + "\"}";
        };
    }

    private String nested(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> "[".repeat(65_000);
            case 1 -> "{\"a\":".repeat(depth);
            default -> "{\"type\":\"submit\",\"data\":{\"prompt\":" + "[".repeat(depth) + "]".repeat(depth) + "}}";
        };
    }

    /** Any characters that a text message can hold. */
    private String rubbish(int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            var character = (char) random.nextInt(0x10000);
            text.append(Character.isSurrogate(character) ? ' ' : character);
        }
        return text.toString();
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
