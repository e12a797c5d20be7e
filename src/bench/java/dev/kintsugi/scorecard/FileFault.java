package dev.kintsugi.scorecard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;

/**
 * A file of a model that is not as it should be.
 *
 * @param file below the models folder
 * @param damage what is done to it
 */
record FileFault(String file, Damage damage) implements Fault {

    /** What is done to a file. */
    interface Damage {
        void to(Path file) throws IOException;
    }

    static final Damage FLIP = file -> {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x40;
        Files.write(file, bytes);
    };

    static final Damage CUT = file -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100_000));

    static final Damage NOISE = file -> {
        var bytes = new byte[(int) Files.size(file)];
        new Random(7).nextBytes(bytes);
        Files.write(file, bytes);
    };

    static final Damage HTML =
            file -> Files.write(file, "<html><body>404 Not Found</body></html>".getBytes(StandardCharsets.US_ASCII));

    static final Damage EMPTY = file -> Files.write(file, new byte[0]);

    static final Damage DELETE = Files::delete;

    /** The same content once more: sessions of it are opened anew. */
    static final Damage TOUCH = file -> Files.write(file, Files.readAllBytes(file));

    @Override
    public void make(Stand stand) throws IOException {
        damage.to(stand.models().resolve(file));
    }

    @Override
    public void mend(Stand stand) throws IOException {
        var whole = stand.whole().resolve(file);
        var target = stand.models().resolve(file);
        if (!Files.exists(target) || Files.mismatch(whole, target) >= 0) {
            Files.copy(whole, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
