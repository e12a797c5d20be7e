package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.MODEL_CORRUPTION_DETECTED;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Packed files that are damaged or end too soon. */
final class ArchiveFaults extends Boundary {

    private final byte[] content = new byte[10_000];
    private final Path folder;

    ArchiveFaults(Path folder) throws IOException {
        super("archive");
        this.folder = folder;
        new Random(5).nextBytes(content);
        gzip(gzipped());
        zip(zipped());
        fault("deflated data damaged", MODEL_CORRUPTION_DETECTED, () -> {
            try (var inflater = new Inflater()) {
                inflater.setInput(content);
                inflater.inflate(new byte[100]);
            }
        });
        fault(
                "numbers end too soon",
                MODEL_CORRUPTION_DETECTED,
                () -> new DataInputStream(new ByteArrayInputStream(new byte[3])).readInt());
        fault(
                "text in no UTF",
                MODEL_CORRUPTION_DETECTED,
                () -> new DataInputStream(new ByteArrayInputStream(new byte[] {0, 2, (byte) 0xff, (byte) 0xff}))
                        .readUTF());
    }

    private void gzip(byte[] whole) {
        unpack("gzip, cut in the middle", Arrays.copyOf(whole, whole.length / 2));
        unpack("gzip, cut in its header", Arrays.copyOf(whole, 5));
        unpack("gzip, cut in its checksum", Arrays.copyOf(whole, whole.length - 3));
        unpack("gzip, a page instead", "<html>404</html>".getBytes(StandardCharsets.UTF_8));
        unpack("gzip, empty", new byte[0]);
        unpack("gzip, a byte of the checksum flipped", flipped(whole, whole.length - 6));
        unpack("gzip, a byte of the data flipped", flipped(whole, 10));
        unpack("gzip, a method that is unknown", flipped(whole, 2));
    }

    private void zip(byte[] whole) {
        open("zip, cut in the middle", Arrays.copyOf(whole, whole.length / 2));
        open("zip, a page instead", "<html>404</html>".getBytes(StandardCharsets.UTF_8));
        open("zip, empty", new byte[0]);
        stream("zip streamed, cut in the middle", Arrays.copyOf(whole, whole.length / 2));
        stream("zip streamed, a byte flipped", flipped(whole, 60));
    }

    private void unpack(String id, byte[] bytes) {
        fault(id, MODEL_CORRUPTION_DETECTED, () -> new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes());
    }

    private void open(String id, byte[] bytes) {
        fault(
                id,
                MODEL_CORRUPTION_DETECTED,
                () -> new ZipFile(Files.write(folder.resolve("a.zip"), bytes).toFile()).close());
    }

    private void stream(String id, byte[] bytes) {
        fault(id, MODEL_CORRUPTION_DETECTED, () -> {
            try (var in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                in.getNextEntry();
                in.readAllBytes();
                in.closeEntry();
            }
        });
    }

    private byte[] gzipped() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private byte[] zipped() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("f"));
            zip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] flipped(byte[] whole, int at) {
        var bytes = whole.clone();
        bytes[at] ^= 0x5f;
        return bytes;
    }
}
