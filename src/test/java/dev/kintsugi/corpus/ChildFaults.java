package dev.kintsugi.corpus;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a {@link Child} does: provokes one fault and writes what was thrown to its standard output, serialised. */
final class ChildFaults {

    private interface Opening {
        Closeable open() throws IOException;
    }

    private static Object kept;

    private ChildFaults() {}

    public static void main(String[] arguments) throws IOException {
        serialise(new IOException("loads the classes that are needed when nothing can be loaded any more"));
        byte[] bytes;
        try {
            provoke(arguments[0], Path.of(arguments[1]));
            throw new AssertionError(arguments[0] + " threw nothing");
        } catch (Throwable thrown) {
            kept = null;
            bytes = serialise(thrown);
        }
        System.out.write(bytes);
        System.out.flush();
    }

    private static byte[] serialise(Throwable thrown) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(thrown);
        }
        return bytes.toByteArray();
    }

    private static void provoke(String fault, Path folder) throws Exception {
        switch (fault) {
            case "open files" -> open(() -> Files.newInputStream(folder.resolve("f")));
            case "open streams" ->
                open(() -> new FileInputStream(folder.resolve("f").toFile()));
            case "open channels" -> open(() -> FileChannel.open(folder.resolve("f")));
            case "open sockets" -> open(java.nio.channels.ServerSocketChannel::open);
            case "open pipes" -> open(() -> java.nio.channels.Pipe.open().sink());
            case "heap" -> heap();
            case "array" -> kept = new long[Integer.MAX_VALUE];
            case "text" -> kept = "x".repeat(200_000_000);
            case "direct" -> direct();
            case "metaspace" -> metaspace();
            case "large file" -> Files.write(folder.resolve("large"), new byte[1 << 20]);
            case "read" -> kept = Files.readAllBytes(folder.resolve("secret"));
            case "read stream" ->
                kept = new FileInputStream(folder.resolve("secret").toFile());
            case "read at random" ->
                kept = new RandomAccessFile(folder.resolve("secret").toFile(), "rw");
            case "write" -> Files.write(folder.resolve("closed/new"), new byte[1]);
            case "list" -> kept = Files.newDirectoryStream(folder.resolve("closed"));
            case "create folder" -> Files.createDirectory(folder.resolve("closed/folder"));
            case "delete" -> Files.delete(folder.resolve("secret"));
            case "move" -> Files.move(folder.resolve("secret"), folder.resolve("moved"));
            case "run" -> new ProcessBuilder(folder.resolve("secret").toString()).start();
            case "connect" -> new Socket("127.0.0.1", 9).close();
            case "connect far" -> new Socket("10.11.12.13", 9).close();
            case "listen low" -> new java.net.ServerSocket(7).close();
            default -> throw new AssertionError(fault);
        }
    }

    private static void open(Opening opening) throws IOException {
        var open = new ArrayList<Closeable>();
        try {
            for (var i = 0; i < 10_000; i++) {
                open.add(opening.open());
            }
        } finally {
            for (var one : open) {
                one.close();
            }
        }
    }

    private static void heap() {
        var chunks = new ArrayList<byte[]>();
        kept = chunks;
        while (true) {
            chunks.add(new byte[1 << 20]);
        }
    }

    private static void direct() {
        List<ByteBuffer> buffers = new ArrayList<>();
        kept = buffers;
        while (true) {
            buffers.add(ByteBuffer.allocateDirect(1 << 20));
        }
    }

    private static void metaspace() throws Exception {
        var bytes = ChildFaults.class.getResourceAsStream("ChildFaults.class").readAllBytes();
        var loaders = new ArrayList<ClassLoader>();
        kept = loaders;
        while (true) {
            loaders.add(new ClassLoader(null) {
                {
                    defineClass(ChildFaults.class.getName(), bytes, 0, bytes.length);
                }
            });
        }
    }
}
