package dev.kintsugi.pipeline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageFaultHook;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.network.LoadableNetworks;
import dev.kintsugi.pipeline.network.VerifiedNetworks;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.session.TinyModel;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small real networks, from tensors to the JSON of an answer. */
class TensorPipelineTest {

    private static final int UINT8 = 2;
    private static final int UINT16 = 4;
    private static final int UINT32 = 12;
    private static final int UINT64 = 13;
    private static final int FLOAT8 = 17;

    @TempDir
    Path home;

    private final List<String> warnings = new ArrayList<>();
    private Path file;
    private ModelRepository repository;
    private LoadableNetworks loadable;
    private TensorPipeline pipeline;

    @BeforeEach
    void open() throws IOException {
        file = Files.createDirectories(home.resolve("models/own")).resolve("model.onnx");
        var folders = InstalledModels.folders(home);
        repository = new ModelRepository(folders, Clock.systemUTC());
        var networks =
                new VerifiedNetworks(new Integrity(), new Sessions(Workbench.settings()), new FirstUseHashes(folders));
        loadable = new LoadableNetworks(networks);
        var executor = new InferenceExecutor(Workbench.settings());
        pipeline = new TensorPipeline(repository, networks, loadable, executor, StageFaultHook.OPEN, Clock.systemUTC());
    }

    private String run(Map<String, TensorValue> inputs) {
        var plan = new Plan(
                new Variant(
                        new ModelId("own"), repository.require("own").manifest().version(), precision(), Device.CPU),
                new TensorWork("model", inputs),
                Execution.FASTEST);
        var run = Workbench.run(progress -> {
            if (progress instanceof Progress.Warning(var text)) {
                warnings.add(text);
            }
        });
        return new String(pipeline.run(plan, run).getFirst().content(), StandardCharsets.UTF_8);
    }

    private String precision() {
        return repository.require("own").manifest().standardPrecision().name();
    }

    private static TensorValue floats(List<Long> shape, float... values) {
        return new TensorValue(ElementType.FLOAT32, shape, TinyModel.floats(values));
    }

    @Test
    void givesNumbersWithoutSignAndLeavesOutWhatCannotBeReadWithAWarning() throws IOException {
        new TinyModel()
                .opset(19)
                .input("x", TinyModel.FLOAT, -1)
                .output("small", UINT8, -1)
                .output("u16", UINT16, -1)
                .output("f8", FLOAT8, -1)
                .cast("x", "small", UINT8)
                .cast("x", "u16", UINT16)
                .cast("x", "f8", FLOAT8)
                .writeTo(file);
        assertThat(run(Map.of("x", floats(List.of(2L), 200, 255))))
                .isEqualTo("{\"outputs\":{\"small\":{\"dtype\":\"uint8\",\"shape\":[2],\"data\":[200,255]},"
                        + "\"u16\":{\"dtype\":\"uint16\",\"shape\":[2],\"data\":[200,255]}}}");
        assertThat(warnings).hasSize(1).allMatch(text -> text.contains("f8") && text.contains("was left out"));
    }

    @Test
    void refusesANetworkThatGivesOnlyWhatCannotBeRead() throws IOException {
        TinyModel.cast(TinyModel.FLOAT, FLOAT8).writeTo(file);
        assertThatThrownBy(() -> run(Map.of("x", floats(List.of(1L), 1))))
                .hasRootCauseInstanceOf(TypedException.class)
                .rootCause()
                .hasMessageContaining("y (float8e4m3fn)")
                .extracting(cause -> ((TypedException) cause).type())
                .isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR);
    }

    @Test
    void refusesANetworkThatTakesWhatCannotBeMade() throws IOException {
        for (var type :
                Map.of("uint16", UINT16, "uint32", UINT32, "uint64", UINT64).entrySet()) {
            TinyModel.cast(type.getValue(), TinyModel.FLOAT).writeTo(file);
            var input = new TensorValue(ElementType.INT16, List.of(1L), new byte[2]);
            assertThatThrownBy(() -> run(Map.of("x", input)))
                    .rootCause()
                    .hasMessageContaining("x (" + type.getKey() + ")")
                    .extracting(cause -> ((TypedException) cause).type())
                    .isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR);
        }
    }

    @Test
    void computesANetworkThatTakesNothing() throws IOException {
        new TinyModel()
                .initializer("one", TinyModel.FLOAT, TinyModel.floats(1), 1)
                .output("y", TinyModel.FLOAT, 1)
                .node("Identity", List.of("one"), "y")
                .writeTo(file);
        var takes = NetworkInputs.of("model", OnnxHeader.read(file).orElseThrow());
        assertThat(takes.errors(Map.of())).isEmpty();
        assertThat(run(Map.of())).contains("\"data\":[1.0]");
    }

    @Test
    void saysOfAnInputWithADefaultThatItCannotBeReplaced() throws IOException {
        new TinyModel()
                .input("x", TinyModel.FLOAT, 1)
                .input("bias", TinyModel.FLOAT, 1)
                .initializer("bias", TinyModel.FLOAT, TinyModel.floats(1), 1)
                .output("y", TinyModel.FLOAT, 1)
                .node("Add", List.of("x", "bias"), "y")
                .writeTo(file);
        var one = floats(List.of(1L), 1);
        var takes = NetworkInputs.of("model", OnnxHeader.read(file).orElseThrow());
        assertThat(takes.errors(Map.of("x", one, "bias", one)))
                .containsExactly(new FieldError(
                        "inputs.bias", "has a default in the network model, which cannot be replaced; leave it out"));
        assertThat(run(Map.of("x", one))).contains("\"data\":[2.0]");
    }

    @Test
    void takesAnyShapeForAnInputWithoutOneButOnlyAScalarForAScalar() throws IOException {
        new TinyModel()
                .inputOfAnyShape("a", TinyModel.FLOAT)
                .input("b", TinyModel.FLOAT)
                .outputOfAnyShape("y", TinyModel.FLOAT)
                .node("Add", List.of("a", "b"), "y")
                .writeTo(file);
        var one = floats(List.of(), 1);
        var header = NetworkInputs.of("model", OnnxHeader.read(file).orElseThrow());
        assertThat(header.errors(Map.of("a", floats(List.of(2L), 1, 2), "b", one)))
                .isEmpty();
        assertThat(header.errors(Map.of("a", one, "b", floats(List.of(2L), 1, 2))))
                .extracting(FieldError::field)
                .containsExactly("inputs.b.shape");
        assertThat(header.errors(Map.of("b", one)))
                .extracting(FieldError::message)
                .containsExactly("is missing: float32 of any shape");
        assertThat(run(Map.of("a", one, "b", one))).contains("\"shape\":[],\"data\":[2.0]");
        assertThat(run(Map.of("a", floats(List.of(2L, 1L), 1, 2), "b", one)))
                .contains("\"shape\":[2,1],\"data\":[2.0,3.0]");
    }

    @Test
    void remembersWhyANetworkCannotBeLoadedUntilItsFileChanges() throws IOException {
        oneOperator("NoSuchOp").writeTo(file);
        var model = repository.require("own");
        var inputs = Map.of("x", floats(List.of(1L), 1));
        assertThat(loadable.refusal(model, Device.CPU)).isEmpty();
        assertThatThrownBy(() -> run(inputs)).hasStackTraceContaining("NoSuchOp");
        assertThat(loadable.refusal(model, Device.CPU)).hasValueSatisfying(refusal -> {
            assertThat(refusal.type()).isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR);
            assertThat(refusal.text()).contains("model.onnx", "NoSuchOp");
        });
        oneOperator("Identity").writeTo(file); // as long
        assertThat(loadable.refusal(model, Device.CPU)).isEmpty();
        assertThat(run(inputs)).contains("[1.0]");
    }

    private static TinyModel oneOperator(String name) {
        return new TinyModel()
                .input("x", TinyModel.FLOAT, -1)
                .output("y", TinyModel.FLOAT, -1)
                .node(name, List.of("x"), "y");
    }
}
