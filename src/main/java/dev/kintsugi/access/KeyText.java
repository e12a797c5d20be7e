package dev.kintsugi.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key as its owner has it: {@code kintsugi_}, 12 characters that name it, {@code _}, and 43 that are its secret: 256 random
 * bits, which is why a fast hash is enough (decision 28). The beginning lets scanners for leaked secrets find it.
 *
 * @param id the public part
 * @param text the whole key
 */
record KeyText(String id, String text) {

    private static final Pattern FORM = Pattern.compile("kintsugi_([a-z0-9]{12})_[A-Za-z0-9_-]{43}");
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 12;
    private static final int SECRET_BYTES = 32;

    /** A new one. */
    static KeyText random(SecureRandom random) {
        var id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
        }
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new KeyText(
                id.toString(),
                "kintsugi_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Reads one; nothing if it has not the form of a key. */
    static Optional<KeyText> of(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new KeyText(matcher.group(1), text)) : Optional.empty();
    }

    /** SHA-256, in lower-case hexadecimal. */
    String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a kept hash is that of this key; takes as long whether it is or not. */
    boolean hasHash(String kept) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), kept.getBytes(StandardCharsets.US_ASCII));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "kintsugi_" + id + "_…";
    }
}
