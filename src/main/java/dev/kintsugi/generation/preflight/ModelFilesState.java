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
 * @param replacements how often those without a checksum were found with other content, which may be as long
 */
record ModelFilesState(String digest, List<ModelFile> list, int replacements) {

    static ModelFilesState of(List<ModelFile> files, int replacements) {
        return new ModelFilesState(digest(files), files, replacements);
    }

    /** One of which only the digest was kept. */
    static ModelFilesState restored(String digest) {
        return new ModelFilesState(digest, List.of(), 0);
    }

    /** Whether it is the same, whether or not the list of either is known. */
    boolean isSame(ModelFilesState other) {
        return digest.equals(other.digest) && replacements == other.replacements;
    }

    private static String digest(List<ModelFile> files) {
        return Sha256.of(files.stream()
                .map(file -> file.path() + " " + file.size() + " " + file.sha256())
                .sorted()
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8));
    }
}
