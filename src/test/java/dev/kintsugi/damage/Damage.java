package dev.kintsugi.damage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A way in which a file, or the folder that it lies in, gets damaged. */
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
            command("mkfifo", file);
        }
    },
    UNREADABLE {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.setPosixFilePermissions(file, NOBODY);
        }
    },
    /** A file of the same size without a single block: a disk that lost what was written last. */
    HOLES {
        @Override
        void of(Path file, Random random) throws IOException {
            var size = Files.size(file);
            truncate(file, 0);
            extend(file, size);
        }
    },
    /** Something was written behind its end. */
    GROWN {
        @Override
        void of(Path file, Random random) throws IOException {
            var more = new byte[1 + random.nextInt(100)];
            random.nextBytes(more);
            Files.write(file, more, StandardOpenOption.APPEND);
        }
    },
    /** A terabyte, nearly all of it holes. */
    HUGE {
        @Override
        void of(Path file, Random random) throws IOException {
            extend(file, 1L << 40);
        }
    },
    /** The bytes of another file of its model. */
    MIXED_UP {
        @Override
        void of(Path file, Random random) throws IOException {
            try (var near = Files.walk(file.getParent().getParent(), 2)) {
                var others = near.filter(other -> Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS))
                        .filter(other -> !other.equals(file) && Files.isReadable(other))
                        .sorted()
                        .toList();
                var other = others.get(random.nextInt(others.size()));
                Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    },
    /** A link that leads to itself. */
    LOOP {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.delete(file);
            Files.createSymbolicLink(file, file.getFileName());
        }
    },
    /** A link to a device that never ends. */
    DEVICE {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
        }
    },
    /** Its name is written otherwise. */
    CAPITALS {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.move(file, inCapitals(file));
        }

        @Override
        void undo(Path file) throws IOException {
            Files.deleteIfExists(inCapitals(file));
        }

        private static Path inCapitals(Path file) {
            var name = file.getFileName().toString();
            var capitals = name.toUpperCase(Locale.ROOT);
            return file.resolveSibling(name.equals(capitals) ? name.toLowerCase(Locale.ROOT) : capitals);
        }
    },
    /** Emptied, and what no program can replace any more. */
    IMMUTABLE(false, false) {
        @Override
        void of(Path file, Random random) throws IOException {
            truncate(file, 0);
            command("chattr", "+i", file);
        }

        @Override
        void undo(Path file) throws IOException {
            if (Files.isRegularFile(file)) {
                command("chattr", "-i", file);
            }
        }
    },
    /** Deleted, and nothing may be put into its folder. */
    WRITE_PROTECTED(true, false) {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.delete(file);
            Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
        }

        @Override
        void undo(Path file) throws IOException {
            Files.setPosixFilePermissions(file.getParent(), FOLDER);
        }
    },
    /** Its folder is deleted with all that is in it. */
    FOLDER_DELETED(true, true) {
        @Override
        void of(Path file, Random random) throws IOException {
            Subject.delete(file.getParent());
        }
    },
    /** Its folder cannot be entered. */
    FOLDER_LOCKED(true, true) {
        @Override
        void of(Path file, Random random) throws IOException {
            Files.setPosixFilePermissions(file.getParent(), NOBODY);
        }

        @Override
        void undo(Path file) throws IOException {
            if (Files.isDirectory(file.getParent())) {
                Files.setPosixFilePermissions(file.getParent(), FOLDER);
            }
        }
    },
    /** Its folder has another name. What it holds may be used under that. */
    FOLDER_RENAMED(true, false) {
        @Override
        void of(Path file, Random random) throws IOException {
            undo(file); // a repair that was under way when it was deleted may have brought it back
            Files.move(file.getParent(), renamed(file));
        }

        @Override
        void undo(Path file) throws IOException {
            if (Files.isDirectory(renamed(file))) {
                Subject.delete(renamed(file));
            }
        }

        private static Path renamed(Path file) {
            return file.getParent().resolveSibling(file.getParent().getFileName() + "-old");
        }
    };

    private static final Set<PosixFilePermission> NOBODY = Set.of();
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");

    private final boolean wide;
    private final boolean mendable;

    Damage() {
        this(false, true);
    }

    Damage(boolean wide, boolean mendable) {
        this.wide = wide;
        this.mendable = mendable;
    }

    /** The file must be whole. */
    abstract void of(Path file, Random random) throws IOException;

    /** Takes away what hinders a file from being put back. */
    void undo(Path file) throws IOException {}

    /** Whether other files of the model may be hit as well. */
    boolean isWide() {
        return wide;
    }

    /** Whether a service that has the bytes is able to, and is to, put the file back. */
    boolean isMendable() {
        return mendable;
    }

    /** Whether it does something here. */
    boolean isPossible() {
        return switch (this) {
            case UNREADABLE, WRITE_PROTECTED, FOLDER_LOCKED -> Bed.canHide();
            case IMMUTABLE -> Bed.isSuperuser() && Files.isExecutable(Path.of("/usr/bin/chattr"));
            default -> true;
        };
    }

    /** Whether it is tried at every moment; the others are tried at one that is drawn at random. */
    boolean isUsual() {
        return compareTo(UNREADABLE) <= 0;
    }

    private static void command(Object... words) throws IOException {
        var command = Stream.of(words).map(String::valueOf).toList();
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void extend(Path file, long size) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size);
        }
    }

    private static void truncate(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
