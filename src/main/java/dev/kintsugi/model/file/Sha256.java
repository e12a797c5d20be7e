package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) as lower-case hexadecimal. */
public final class Sha256 {

    private static final int CHUNK = 1 << 16;

    private Sha256() {}

    /** To be fed with bytes piece by piece. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of some bytes. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /** Of so many bytes of a file at most, and of no more than there are at first: it may grow without end meanwhile. */
    public static String of(Path file, long most) throws IOException {
        var digest = digest();
        try (var channel = FileChannel.open(file)) {
            var left = Math.min(most, channel.size());
            var chunk = ByteBuffer.allocate(CHUNK);
            while (left > 0 && channel.read(chunk.clear().limit((int) Math.min(CHUNK, left))) > 0) {
                left -= chunk.position();
                digest.update(chunk.flip());
            }
        }
        return hex(digest);
    }

    /** What was fed to it, in lower-case hexadecimal. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
