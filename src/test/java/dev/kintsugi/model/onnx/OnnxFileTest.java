package dev.kintsugi.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.source.BuiltinSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class OnnxFileTest {

    @TempDir
    Path folder;

    private byte[] network;

    @BeforeEach
    void readANetwork() throws IOException {
        try (var in = BuiltinSource.open("shapes-diffusion-lite/1.0.0/vae_encoder/model_int8.onnx")) {
            network = in.readAllBytes();
        }
    }

    @Test
    void aNetworkWithItsWeightsInsideNeedsNoOtherFile() throws IOException {
        assertThat(read(network).external()).isEmpty();
    }

    @Test
    void tellsWhichFilesHoldTheWeightsAndHowLongTheyMustBe() throws IOException {
        var content =
                message(7, join(tensor("w.data", "0", "100"), tensor("w.data", "4096", "50"), tensor("b", "", "")));
        assertThat(read(content).external()).isEqualTo(Map.of("w.data", 4146L, "b", 0L));
    }

    @Test
    void findsWeightsInTheBranchesOfANetworkToo() throws IOException {
        var branch = message(6, tensor("branch.data", "0", "7"));
        assertThat(read(message(7, message(1, message(5, branch)))).external()).containsOnlyKeys("branch.data");
    }

    @Test
    void tellsWhichWeightsCannotBeGivenFromMemory() throws IOException {
        var tensor = tensor("w.data", "0", "7");
        var value = message(5, message(5, body(tensor)));
        var constant = join(text(4, "Constant"), value);
        var sparse = message(15, message(1, body(tensor)));
        var loop = join(text(3, "again"), text(4, "Loop"));
        assertThat(read(message(7, join(tensor, message(1, constant)))).unreachable())
                .isEmpty();
        assertThat(read(message(7, message(1, join(loop, message(5, message(6, tensor))))))
                        .unreachable())
                .containsExactly("the tensor '' in the body of the Loop 'again'");
        assertThat(read(message(7, message(1, join(loop, message(5, message(6, message(1, constant)))))))
                        .unreachable())
                .containsExactly("the tensor '' in the body of the Loop 'again'");
        assertThat(read(join(message(7, new byte[0]), message(25, message(7, constant))))
                        .unreachable())
                .containsExactly("the tensor '' in the body of a function");
        assertThat(read(message(7, sparse)).unreachable()).containsExactly("the tensor '' in a sparse tensor");
        assertThat(read(message(7, message(1, join(text(4, "ConstantOfShape"), value))))
                        .unreachable())
                .containsExactly("the tensor '' in an attribute of the ConstantOfShape");
    }

    /** A tensor without the field that it is in. */
    private static byte[] body(byte[] tensor) {
        return Arrays.copyOfRange(tensor, 2, tensor.length);
    }

    @Test
    void refusesANetworkThatEndsTooSoon() {
        for (var length : new int[] {0, 1, 100, network.length / 2, network.length - 1}) {
            assertThatThrownBy(() -> read(Arrays.copyOf(network, length)))
                    .as("%s bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesWhatIsNoNetwork() {
        for (var garbage : new byte[][] {
            new byte[network.length], "{\"json\": true}".getBytes(StandardCharsets.UTF_8), message(7, new byte[200])
        }) {
            assertThatThrownBy(() -> read(garbage)).isInstanceOf(IOException.class);
        }
    }

    /** A network that has its weights in a file beside it. */
    public static byte[] networkWithWeights(String location, int length) {
        return message(7, tensor(location, "0", String.valueOf(length)));
    }

    private OnnxFile read(byte[] content) throws IOException {
        return OnnxFile.read(Files.write(folder.resolve("model.onnx"), content));
    }

    private static byte[] tensor(String location, String offset, String length) {
        return message(
                5,
                join(
                        message(13, join(text(1, "location"), text(2, location))),
                        message(13, join(text(1, "offset"), text(2, offset))),
                        message(13, join(text(1, "length"), text(2, length)))));
    }

    private static byte[] text(int field, String text) {
        return message(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] message(int field, byte[] content) {
        var out = new ByteArrayOutputStream();
        varint(out, field << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        var left = value;
        while (left > 0x7f) {
            out.write(left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
