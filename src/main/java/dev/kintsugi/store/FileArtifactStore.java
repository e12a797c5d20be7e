package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Artifacts in a folder, each in a file that its digest names, spread over 256 folders. A file is written beside its
 * place, forced to the disk and then moved there, so what has the name has the content.
 */
public class FileArtifactStore implements ArtifactStore {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    public FileArtifactStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public String put(byte[] content) {
        var digest = Digest.of(content);
        var file = file(digest);
        if (get(digest).isPresent()) {
            return digest;
        }
        try {
            Files.createDirectories(file.getParent());
            var partial = Files.createTempFile(file.getParent(), "", ".partial");
            try {
                write(partial, content);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    @Override
    public Optional<byte[]> get(String digest) {
        try {
            var content = Files.readAllBytes(file(digest));
            return Digest.of(content).equals(digest) ? Optional.of(content) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(String digest) {
        try {
            Files.deleteIfExists(file(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String digest) {
        if (!NAME.matcher(digest).matches()) {
            throw new IllegalArgumentException("not a digest: " + digest);
        }
        return folder.resolve(digest.substring(0, 2)).resolve(digest);
    }
}
