package dev.kintsugi.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The models folder of a service under test, and what can happen to the models in it. */
public record ModelsFolder(Path root) {

    /** A folder in which even root can write nothing. */
    private static final Path READ_ONLY = Path.of("/proc/sys");

    /** Lets a model's folder lead to a place where nothing is and nothing can be written, so that nothing can be repaired. */
    public void makeUnusable(String model) throws IOException {
        var folder = folder(model);
        Files.move(folder, aside(model));
        Files.createSymbolicLink(folder, READ_ONLY);
    }

    /** Puts the folder back, whole. */
    public void mend(String model) throws IOException {
        if (Files.exists(aside(model))) {
            Files.deleteIfExists(folder(model));
            Files.move(aside(model), folder(model));
        }
    }

    /** Takes away what is in the way and leaves the rest to the service. */
    void clear(String model) throws IOException {
        Files.delete(folder(model));
        delete(aside(model));
    }

    /**
     * Installs a copy of the lite model whose UNet has the right size but a node that nothing feeds: without checksums it
     * looks whole until it is loaded.
     */
    public void installHollow(String model, String fallbacks) throws IOException {
        var original = root.resolve("shapes-diffusion-lite/1.0.0");
        var folder = root.resolve(model).resolve("1.0.0");
        try (var files = Files.walk(original)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = original.relativize(file).toString();
                Files.createDirectories(folder.resolve(name).getParent());
                var bytes = Files.readAllBytes(file);
                Files.write(folder.resolve(name), name.startsWith("unet/model") ? unfed(bytes) : bytes);
            }
        }
        var manifest = Files.readString(original.resolve("manifest.yaml"))
                .lines()
                .filter(line ->
                        !line.strip().startsWith("sha256:") && !line.strip().startsWith("sources:"))
                .map(line -> line.equals("id: shapes-diffusion-lite") ? "id: " + model : line)
                .map(line -> line.startsWith("  - {model:") ? "" : line)
                .map(line -> line.equals("fallbacks:") ? "fallbacks: " + fallbacks : line)
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("manifest.yaml"), manifest);
    }

    /** Gives what one node puts out another name than the one by which the next node asks for it. */
    private static byte[] unfed(byte[] network) {
        var output = "\u0012\tt1.weight".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i + output.length <= network.length; i++) {
            if (Arrays.equals(network, i, i + output.length, output, 0, output.length)) {
                network[i + output.length - 1] = 'T';
                return network;
            }
        }
        throw new IllegalArgumentException("not the UNet of the lite model");
    }

    void remove(String model) throws IOException {
        delete(root.resolve(model));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Path folder(String model) {
        return root.resolve(model).resolve("1.0.0");
    }

    Path aside(String model) {
        return root.resolve(model).resolve(".aside");
    }
}
