package dev.kintsugi.damage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A way in which a file gets damaged. */
enum Damage {
    DELETE {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.delete(file);
        }
    },
    EMPTY {
        @Override
        void of(Path file, Random random) throws IOException {
            truncate(file, 0);
        }
    },
    TRUNCATE {
        @Override
        void of(Path file, Random random) throws IOException {
            truncate(file, random.nextLong(Math.max(1, Files.size(file))));
        }
    },
    FLIP {
        /** One bit in place; half of the time the size and time stay the same, as with a disk that loses bits. */
        @Override
        void of(Path file, Random random) throws IOException {
            var before = Files.getLastModifiedTime(file);
            var bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes, StandardOpenOption.WRITE);
            if (random.nextBoolean()) {
                Files.setLastModifiedTime(file, before);
            }
        }
    },
    GARBAGE {
        /** Another file of the same size takes its name. */
        @Override
        void of(Path file, Random random) throws IOException {
            var bytes = new byte[(int) Files.size(file)];
            random.nextBytes(bytes);
            var other = file.resolveSibling(file.getFileName() + ".garbage");
            Files.write(other, bytes);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    },
    DIRECTORY {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.delete(file);
            Files.createDirectory(file);
        }
    },
    FIFO {
        /** Whoever opens it for reading waits for ever: a disk that hangs. */
        @Override
        void of(Path file, Random random) throws IOException {
            Files.delete(file);
            var made = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
            try {
                if (!made.waitFor(10, TimeUnit.SECONDS) || made.exitValue() != 0) {
                    throw new IOException("mkfifo " + file + " failed");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    },
    UNREADABLE {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.setPosixFilePermissions(file, Set.<PosixFilePermission>of());
        }
    };

    abstract void of(Path file, Random random) throws IOException;

    private static void truncate(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
