package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.STORAGE_SPACE_INSUFFICIENT;

import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/** Writing where there is no space left: a file system of 64 KiB, and the device that is always full (full(4)). */
final class FullDiskFaults extends Boundary {

    private static final Path FULL = Path.of("/dev/full");

    FullDiskFaults(Path folder) throws Exception {
        super("full disk");
        var device = Files.isWritable(FULL);
        var much = new byte[1 << 20];
        faultWhere(device, "device, written", STORAGE_SPACE_INSUFFICIENT, () -> Files.write(FULL, much));
        faultWhere(device, "device, written as a stream", STORAGE_SPACE_INSUFFICIENT, () -> {
            try (var out = new FileOutputStream(FULL.toFile())) {
                out.write(much);
            }
        });
        faultWhere(device, "device, written as a channel", STORAGE_SPACE_INSUFFICIENT, () -> {
            try (var out = FileChannel.open(FULL, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(much));
            }
        });
        faultWhere(device, "device, packed", STORAGE_SPACE_INSUFFICIENT, () -> {
            try (var out = new GZIPOutputStream(Files.newOutputStream(FULL))) {
                out.write(much);
            }
        });
        var mount = folder.resolve("small");
        own(Machine.mounted(mount, "size=64k,nr_inodes=4"));
        var mounted = Machine.isMounted(mount);
        faultWhere(
                mounted,
                "small disk, written",
                STORAGE_SPACE_INSUFFICIENT,
                () -> Files.write(mount.resolve("f"), much));
        faultWhere(mounted, "small disk, written at random", STORAGE_SPACE_INSUFFICIENT, () -> {
            try (var file = new RandomAccessFile(mount.resolve("f").toFile(), "rw")) {
                file.write(much);
            }
        });
        faultWhere(
                mounted,
                "small disk, copied",
                STORAGE_SPACE_INSUFFICIENT,
                () -> Files.copy(Files.write(folder.resolve("much"), much), mount.resolve("g")));
        faultWhere(mounted, "no name left for a file", STORAGE_SPACE_INSUFFICIENT, () -> {
            for (var i = 0; i < 10; i++) {
                Files.createFile(mount.resolve("n" + i));
            }
        });
    }
}
