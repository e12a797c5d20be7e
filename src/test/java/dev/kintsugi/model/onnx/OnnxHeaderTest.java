package dev.kintsugi.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxHeaderTest {

    @TempDir
    Path folder;

    @Test
    void aFileWithoutANetworkHasNone() throws IOException {
        assertThat(OnnxHeader.read(Files.write(folder.resolve("empty.onnx"), new byte[0])))
                .isEmpty();
        var versionOnly = new byte[] {8, 8};
        assertThat(OnnxHeader.read(Files.write(folder.resolve("version.onnx"), versionOnly)))
                .isEmpty();
    }

    @Test
    void tellsAScalarFromAnInputWithoutAShape() throws IOException {
        var file = new TinyModel()
                .inputOfAnyShape("any", TinyModel.FLOAT)
                .input("scalar", TinyModel.FLOAT)
                .outputOfAnyShape("y", TinyModel.FLOAT)
                .node("Add", List.of("any", "scalar"), "y")
                .writeTo(folder.resolve("m.onnx"));
        var header = OnnxHeader.read(file).orElseThrow();
        assertThat(header.inputs().get("any").shaped()).isFalse();
        assertThat(header.inputs().get("scalar").shaped()).isTrue();
        assertThat(header.inputs().get("scalar").axes()).isEmpty();
        assertThat(header.outputs().get("y").shaped()).isFalse();
    }
}
