package dev.kintsugi.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The models folder of a service under test, and what can happen to the models in it. */
public record ModelsFolder(Path root) {

    /** Puts a file where a model's UNet has its folder, so that nothing can be read and nothing be repaired. */
    public void makeUnusable(String model) throws IOException {
        var unet = unet(model);
        Files.move(unet, aside(model));
        Files.writeString(unet, "in the way");
    }

    /** Puts the folder back, whole. */
    public void mend(String model) throws IOException {
        if (Files.exists(aside(model))) {
            Files.delete(unet(model));
            Files.move(aside(model), unet(model));
        }
    }

    /** Takes away what is in the way and leaves the rest to the service. */
    void clear(String model) throws IOException {
        Files.delete(unet(model));
        try (var files = Files.walk(aside(model))) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Installs a copy of the lite model whose UNet has the right size but means nothing: without checksums it looks
     * whole until it is loaded.
     */
    public void installHollow(String model, String fallbacks) throws IOException {
        var original = root.resolve("shapes-diffusion-lite/1.0.0");
        var folder = root.resolve(model).resolve("1.0.0");
        try (var files = Files.walk(original)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = original.relativize(file).toString();
                Files.createDirectories(folder.resolve(name).getParent());
                var bytes = Files.readAllBytes(file);
                Files.write(folder.resolve(name), name.startsWith("unet/model") ? new byte[bytes.length] : bytes);
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

    void remove(String model) throws IOException {
        if (!Files.exists(root.resolve(model))) {
            return;
        }
        try (var files = Files.walk(root.resolve(model))) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path unet(String model) {
        return root.resolve(model).resolve("1.0.0/unet");
    }

    private Path aside(String model) {
        return root.resolve(model).resolve("1.0.0/unet-aside");
    }
}
