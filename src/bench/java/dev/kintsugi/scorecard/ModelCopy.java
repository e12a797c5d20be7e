package dev.kintsugi.scorecard;

import dev.kintsugi.runtime.NetworkWithoutWeights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Copies of the model that draws, each with something about it that is wrong from the beginning. */
final class ModelCopy {

    private static final String UNET = "unet/model.onnx";
    private static final Pattern CHECKSUM_OR_SOURCES = Pattern.compile("(?m)^ +(sha256|sources): .*\\R");

    /** So many bytes of a file are overwritten. */
    private static final int MANY = 128;

    private ModelCopy() {}

    /** One whose files could only be had from a place that is not there. */
    static void withoutSource(Path models, String name) throws IOException {
        var folder = copy(models, name);
        var manifest = folder.resolve("manifest.yaml");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(
                                "builtin:shapes-diffusion/",
                                models.resolveSibling("mirror-that-is-gone").toUri() + "/"));
    }

    /** One whose UNet was written for an ONNX Runtime of the future; in protocol buffers the last value counts. */
    static void ofTheFuture(Path models, String name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                Files.readAllBytes(models.resolve("shapes-diffusion/1.0.0").resolve(UNET)));
        bytes.writeBytes(new byte[] {0x08, 99}); // ir_version
        withUnet(bytes.toByteArray(), copy(models, name));
    }

    /** One whose UNet has its weights in a file that was forgotten. */
    static void withoutWeights(Path models, String name) throws IOException {
        withUnet(NetworkWithoutWeights.bytes(), copy(models, name));
    }

    /**
     * One of which some weights of a network are one value of 16 bits, as a conversion leaves them that overflows.
     *
     * @param network the folder of the network
     * @param bits of the value, the lower byte first
     */
    static void withWeights(Path models, String name, String network, byte... bits) throws IOException {
        var folder = copy(models, name);
        var file = folder.resolve(network).resolve("model.onnx");
        var bytes = Files.readAllBytes(file);
        // All in the middle of it are weights of 16 bits. An odd place would swap their bytes, so both orders are
        // there.
        for (int i = 0; i < MANY; i++) {
            bytes[bytes.length / 2 + i] = bits[i / (MANY / 2) == 0 ? i % 2 : (i + 1) % 2];
        }
        Files.write(file, bytes);
        withoutChecksums(folder);
    }

    /** Without checksums and sources: such a model looks whole and cannot be repaired. */
    private static void withUnet(byte[] unet, Path folder) throws IOException {
        var size = Files.size(folder.resolve(UNET));
        Files.write(folder.resolve(UNET), unet);
        withoutChecksums(folder);
        var manifest = folder.resolve("manifest.yaml");
        Files.writeString(
                manifest, Files.readString(manifest).replace("size: " + size + "\n", "size: " + unet.length + "\n"));
    }

    private static void withoutChecksums(Path folder) throws IOException {
        var manifest = folder.resolve("manifest.yaml");
        Files.writeString(
                manifest,
                CHECKSUM_OR_SOURCES.matcher(Files.readString(manifest)).replaceAll(""));
    }

    private static Path copy(Path models, String name) throws IOException {
        var folder = models.resolve(name).resolve("1.0.0");
        Folders.copy(models.resolve("shapes-diffusion/1.0.0"), folder);
        var manifest = folder.resolve("manifest.yaml");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("id: shapes-diffusion\n", "id: " + name + "\n")
                        .replace("quality: 0.955", "quality: 0.1"));
        return folder;
    }
}
