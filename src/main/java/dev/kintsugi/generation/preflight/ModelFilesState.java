package dev.kintsugi.generation.preflight;

import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One state of the files of a model.
 *
 * @param digest tells it from others: of the paths, the sizes, and the checksums where the manifest has them
 * @param list the same files as a manifest lists them; empty if that is not known
 */
record ModelFilesState(String digest, List<ModelFile> list) {

    static ModelFilesState of(List<ModelFile> files) {
        return new ModelFilesState(digest(files), files);
    }

    /** One of which only the digest was kept. */
    static ModelFilesState restored(String digest) {
        return new ModelFilesState(digest, List.of());
    }

    /** Whether it is the same, whether or not the list of either is known. */
    boolean isSame(ModelFilesState other) {
        return digest.equals(other.digest);
    }

    private static String digest(List<ModelFile> files) {
        return Sha256.of(files.stream()
                .map(file -> file.path() + " " + file.size() + " " + file.sha256())
                .sorted()
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8));
    }
}
