package dev.kintsugi.runtime.device;

import java.util.regex.Pattern;

/** Amounts of memory as people write them. */
final class Bytes {

    static final String AMOUNT = "(\\d{1,12})\\s*([KMGTkmgt]?)(?:[iI]?[bB])?";

    private static final Pattern PATTERN = Pattern.compile(AMOUNT);

    private Bytes() {}

    /** Reads {@code 512M}, {@code 4 GiB} or {@code 1000}; K, M, G and T are powers of 1024. */
    static long parse(String text) {
        var amount = PATTERN.matcher(text.strip());
        if (!amount.matches()) {
            throw wrong(text);
        }
        var power = "KMGT"
                .indexOf(
                        amount.group(2).isEmpty()
                                ? ' '
                                : Character.toUpperCase(amount.group(2).charAt(0)));
        try {
            return Math.multiplyExact(Long.parseLong(amount.group(1)), 1L << (10 * (power + 1)));
        } catch (ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "kintsugi.device.memory is '" + text + "', but must be an amount such as 512M or 4G");
    }
}
