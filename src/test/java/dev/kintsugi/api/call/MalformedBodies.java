package dev.kintsugi.api.call;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Bodies that hardly any client would send, the same ones from the same seed. What is good by chance is cheap. */
public final class MalformedBodies {

    private static final String CHEAP = "\"steps\":1,\"size\":\"64x64\"";
    private static final List<String> FIELDS = List.of(
            "prompt",
            "model",
            "n",
            "size",
            "response_format",
            "output_format",
            "quality",
            "partial_images",
            "output_compression",
            "steps",
            "guidance",
            "seed",
            "negative_prompt",
            "scheduler",
            "precision",
            "recovery",
            "max_degradation");
    private static final List<String> VALUES = List.of(
            "{}",
            "[]",
            "[1,[2,[3]]]",
            "{\"a\":{\"b\":null}}",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "-1",
            "-1e308",
            "1e309",
            "1e999999999",
            "99999999999999999999999999",
            "-0.0",
            "1.5",
            "NaN",
            "Infinity",
            "0x10",
            "007",
            "tru",
            "nul",
            "'x'",
            "\"NaN\"",
            "\"-64x-64\"",
            "\"99999x99999\"",
            "\"0x0\"",
            "\"64x\"",
            "\"64X64\"",
            "\"../../../etc/passwd\"",
            "\"${jndi:ldap://x}\"",
            "\"%s%n%x\"",
            "9007199254740993",
            "-2147483649");

    private final Random random;

    public MalformedBodies(long seed) {
        random = new Random(seed);
    }

    public byte[] next() {
        return switch (random.nextInt(12)) {
            case 0 -> bytes(random.nextInt(2_000));
            case 1 -> text(truncated());
            case 2, 3, 4 -> text(wrongValue());
            case 5 -> flipped();
            case 6 -> text(nested());
            case 7 -> text(duplicated());
            case 8 -> text("{\"prompt\":\"" + rubbish(200) + "\"," + CHEAP + "}");
            case 9 -> text(longText());
            case 10 -> text(digits());
            default -> text("{" + quoted(rubbish(20)) + ":" + value() + ",\"prompt\":\"x\"," + CHEAP + "}");
        };
    }

    private String truncated() {
        var whole = "{\"prompt\":\"a red star \\u2605\"," + CHEAP + ",\"seed\":12345,\"n\":1}";
        return whole.substring(0, random.nextInt(whole.length()));
    }

    /** Where the value is good by chance, the fields after it keep it cheap. */
    private String wrongValue() {
        return "{\"prompt\":\"x\"," + CHEAP + ",\"" + pick(FIELDS) + "\":" + value() + "}";
    }

    private byte[] flipped() {
        var body = text("{\"prompt\":\"a red star\"," + CHEAP + "}");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            body[random.nextInt(12)] = (byte) random.nextInt(256);
        }
        return body;
    }

    private String nested() {
        int depth = 1 << random.nextInt(17);
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(100_000);
            case 1 -> "{\"a\":".repeat(depth);
            case 2 -> "{\"prompt\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            default -> "{\"unknown\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"prompt\":\"x\"," + CHEAP + "}";
        };
    }

    private String duplicated() {
        var field = "\"" + pick(FIELDS) + "\":";
        return "{" + field + value() + "," + field + value() + ",\"prompt\":\"x\",\"prompt\":7," + CHEAP + "," + CHEAP
                + "}";
    }

    private String longText() {
        var text = "long ".repeat(1 + random.nextInt(100_000));
        return "{\"" + pick(List.of("prompt", "negative_prompt", "model", "size", "scheduler", text)) + "\":\"" + text
                + "\",\"n\":" + value() + "," + CHEAP + "}";
    }

    private String digits() {
        var number = (random.nextBoolean() ? "-" : "") + "9".repeat(1 + random.nextInt(3_000));
        return "{\"prompt\":\"x\"," + CHEAP + ",\"" + pick(List.of("n", "seed", "guidance", "steps")) + "\":" + number
                + "}";
    }

    private String value() {
        return random.nextInt(6) == 0 ? quoted(rubbish(30)) : pick(VALUES);
    }

    /** Any characters at all, escaped or not; lone surrogates become question marks where they are not escaped. */
    private String rubbish(int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            var unit = random.nextInt(0x10000);
            text.append(random.nextBoolean() ? String.format("\\u%04x", unit) : String.valueOf((char) unit));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
