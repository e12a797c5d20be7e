package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.model.file.WriteFaultHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Artifacts in a folder, each in a file that its digest names, spread over 256 folders. A file is written aside,
 * forced to the disk and then moved to its place, so what has the name has the content.
 */
public class FileArtifactStore implements ArtifactStore {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final AtomicWriter writer;

    public FileArtifactStore(Path folder, WriteFaultHook faultHook) {
        this.folder = folder;
        this.writer = new AtomicWriter(folder.resolve("partial"), faultHook);
    }

    @Override
    public String put(byte[] content) {
        var digest = Sha256.of(content);
        if (get(digest).isPresent()) {
            return digest;
        }
        try {
            writer.write(place(digest), digest, content);
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> get(String digest) {
        try {
            var content = Files.readAllBytes(file(digest));
            return Sha256.of(content).equals(digest) ? Optional.of(content) : Optional.empty();
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

    /** Names of some that are kept. */
    List<String> some(int most) {
        return names(folder)
                .filter(name -> name.length() == 2)
                .flatMap(place -> names(folder.resolve(place)))
                .filter(name -> NAME.matcher(name).matches())
                .limit(most)
                .toList();
    }

    private static Stream<String> names(Path folder) {
        var names = folder.toFile().list();
        return names == null ? Stream.of() : Arrays.stream(names);
    }

    private Path place(String digest) {
        return folder.resolve(digest.substring(0, 2));
    }

    private Path file(String digest) {
        if (!NAME.matcher(digest).matches()) {
            throw new IllegalArgumentException("not a digest: " + digest);
        }
        return place(digest).resolve(digest);
    }
}
