package dev.kintsugi.api.jobs;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Which bytes a caller wants (RFC 9110, section 14.1.2): one range; several at once may be answered with all. */
sealed interface ByteRange {

    /** Everything: there is no range, or none that is understood. */
    All ALL = new All();

    /** Everything. */
    record All() implements ByteRange {}

    /** A range that begins after the end. */
    record None() implements ByteRange {}

    /** Some of it, both ends included. */
    record Part(int first, int last) implements ByteRange {

        byte[] of(byte[] content) {
            return Arrays.copyOfRange(content, first, last + 1);
        }

        String contentRange(int length) {
            return "bytes " + first + "-" + last + "/" + length;
        }
    }

    Pattern ONE = Pattern.compile("bytes\\s*=\\s*(\\d*)-(\\d*)");

    /** What a header asks for of so many bytes. */
    static ByteRange of(String header, int length) {
        var found = ONE.matcher(header.strip());
        if (!found.matches() || found.group(1).isEmpty() && found.group(2).isEmpty()) {
            return ALL;
        }
        if (found.group(1).isEmpty()) {
            var many = Math.min(length, number(found.group(2)));
            return many == 0 ? new None() : new Part(length - many, length - 1);
        }
        var first = number(found.group(1));
        if (found.group(2).isEmpty()) {
            return first >= length ? new None() : new Part(first, length - 1);
        }
        if (isLess(found.group(2), found.group(1))) {
            return ALL;
        }
        return first >= length ? new None() : new Part(first, Math.min(length - 1, number(found.group(2))));
    }

    /** Digits can be any number of them: the largest number stands for all that are larger. */
    private static int number(String digits) {
        return new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
    }

    private static boolean isLess(String digits, String others) {
        return new BigInteger(digits).compareTo(new BigInteger(others)) < 0;
    }
}
