package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The types of inputs and outputs, as ONNX numbers them in {@code TensorProto.DataType}: a loaded network says what its file says. */
class ElementTypesTest extends RunningSessions {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20})
    void aLoadedNetworkHasTheTypesOfItsFile(int type) throws IOException {
        var output = TinyModel.cast(TinyModel.FLOAT, type).writeTo(folder.resolve("output.onnx"));
        var input = TinyModel.cast(type, TinyModel.FLOAT).writeTo(folder.resolve("input.onnx"));
        try (var one = sessions.lease(PlainFiles.of(output, STAMP), Device.CPU, null);
                var other = sessions.lease(PlainFiles.of(input, STAMP), Device.CPU, null)) {
            assertThat(one.session().outputs().get("y").type()).isEqualTo(ElementType.ofOnnx(type));
            assertThat(other.session().inputs().get("x").type()).isEqualTo(ElementType.ofOnnx(type));
        }
    }
}
