package dev.kintsugi.runtime.capi;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Errors of ONNX Runtime on GPUs as people reported them, with the place where: no machine that builds this has such a
 * GPU. The words are those of ONNX Runtime, CUDA, cuDNN, TensorRT, DirectML and ROCm, without the names of machines.
 */
public final class ReportedFaults extends Boundary {

    private static final Path FILE = Path.of("src/test/resources/reported/ort-errors.tsv");

    public ReportedFaults(Path folder) throws IOException {
        super("reported");
        Files.readAllLines(FILE).stream().skip(1).map(line -> line.split("\t")).forEach(this::add);
    }

    private void add(String[] row) {
        var code = OrtErrorCode.valueOf(row[1]);
        reported(row[2], FailureType.of(row[0]).orElseThrow(), () -> {
            throw new InferenceException(new OrtException(code, row[3]));
        });
    }
}
