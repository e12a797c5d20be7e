package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights in files of their own, to which something happens while the network is loaded. A mapped file would end the process. */
class ExternalDataTest extends RunningSessions {

    /** Of each weight; more than a page, so that what is cut off was never read by chance. */
    private static final int NUMBERS = 4096;

    private static final long BYTES = 4L * NUMBERS;

    /** What can happen to a file. */
    interface Damage {
        void happen(Path file) throws IOException;
    }

    record Case(String name, List<String> files, Damage damage, boolean readable) {
        @Override
        public String toString() {
            return name + ", weights in " + files.size() + " files";
        }
    }

    static Stream<Case> damages() {
        return Stream.of(List.of("model.onnx_data"), List.of("w1.bin", "w2.bin"))
                .flatMap(files -> Stream.of(
                        new Case("emptied", files, file -> cut(file, 0), false),
                        new Case("cut", files, file -> cut(file, 1000), false),
                        new Case("overwritten", files, ExternalDataTest::overwrite, true),
                        new Case("replaced", files, ExternalDataTest::replace, true),
                        new Case("deleted", files, Files::delete, false)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void whatIsLoadedRunsOnAndTheNextOneSeesTheChange(Case one) throws IOException {
        var network = write(one.files());
        try (var lease = sessions.lease(PlainFiles.of(network), Device.CPU, null)) {
            one.damage().happen(folder.resolve(one.files().getFirst()));
            assertThat(first(lease.session())).as("as it was loaded").isEqualTo(1 + 2 + 3);
            if (one.readable()) {
                try (var changed = sessions.lease(PlainFiles.of(network), Device.CPU, null)) {
                    assertThat(changed.session()).isNotSameAs(lease.session());
                    assertThat(first(changed.session())).isEqualTo(one.files().size() == 1 ? 1 + 5 + 5 : 1 + 5 + 3);
                }
            } else {
                assertThatThrownBy(() -> sessions.lease(PlainFiles.of(network), Device.CPU, null))
                        .isInstanceOf(RuntimeException.class);
            }
            assertThat(first(lease.session())).as("still").isEqualTo(1 + 2 + 3);
        }
        write(one.files());
        try (var mended = sessions.lease(PlainFiles.of(network), Device.CPU, null)) {
            assertThat(first(mended.session())).isEqualTo(1 + 2 + 3);
        }
    }

    @Test
    void aRunIsNotTouchedByWhatHappensToItsFiles() throws Exception {
        var data = Files.write(folder.resolve("one.bin"), TinyModel.floats(1));
        var network = TinyModel.externalLoop(300_000, "one.bin").writeTo(folder.resolve("loop.onnx"));
        try (var lease = sessions.lease(PlainFiles.of(network), Device.CPU, null);
                var scope = new TensorScope();
                var handle = new RunHandle()) {
            var x = scope.allocate(ElementType.FLOAT32, 1);
            var result = threads.submit(() -> lease.session().compute(Map.of("x", x), "y", handle));
            awaitBusy(scope);
            cut(data, 0);
            assertThat(result.get(60, TimeUnit.SECONDS)).containsExactly(300_000);
        }
    }

    @Test
    void noFileIsMapped() throws IOException {
        var network = write(List.of("model.onnx_data"));
        try (var lease = sessions.lease(PlainFiles.of(network), Device.CPU, null)) {
            assertThat(first(lease.session())).isEqualTo(6);
            var maps = Path.of("/proc/self/maps");
            if (Files.exists(maps)) {
                assertThat(Files.readString(maps)).doesNotContain(folder.toString());
            }
        }
    }

    @Test
    void aFileThatGrowsWithoutLimitIsReadAsFarAsItIsNeeded() throws IOException {
        var network = write(List.of("model.onnx_data"));
        for (var size : List.of(3 * BYTES, 1L << 40)) {
            extend(folder.resolve("model.onnx_data"), size);
            try (var lease = sessions.lease(PlainFiles.of(network), Device.CPU, null)) {
                assertThat(first(lease.session())).as("%d bytes", size).isEqualTo(1 + 2 + 3);
            }
        }
    }

    @Test
    void aNetworkLargerThanAnyIsRefusedAsDamagedBeforeItIsRead() throws IOException {
        var network = write(List.of("model.onnx_data"));
        for (var size : List.of(1L << 31, 1L << 40)) {
            extend(network, size);
            assertThatThrownBy(() -> sessions.lease(PlainFiles.of(network), Device.CPU, null))
                    .hasMessageContaining(String.valueOf(size))
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            thrown -> assertThat(thrown.type()).isEqualTo(FailureType.MODEL_CORRUPTION_DETECTED));
        }
    }

    private static void extend(Path file, long size) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size); // holes, which take no place on the disk
        }
    }

    @Test
    void weightsOutsideOfTheFolderAreNotRead() throws IOException {
        var inner = Files.createDirectory(folder.resolve("unet"));
        Files.write(folder.resolve("w.bin"), weights(2));
        for (var location : List.of("../w.bin", folder.resolve("w.bin").toString(), ".", "a/../../w.bin")) {
            var network = new TinyModel()
                    .input("x", TinyModel.FLOAT, NUMBERS)
                    .output("y", TinyModel.FLOAT, NUMBERS)
                    .external("w", location, BYTES, NUMBERS)
                    .node("Add", List.of("x", "w"), "y")
                    .writeTo(inner.resolve("m.onnx"));
            assertThatThrownBy(() -> sessions.lease(PlainFiles.of(network), Device.CPU, null))
                    .as(location)
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            thrown -> assertThat(thrown.type()).isEqualTo(FailureType.MODEL_INTEGRITY_FAILURE));
            assertThat(sessions.hasFailed(network, Device.CPU)).isTrue();
        }
    }

    @Test
    void weightsInTheBodyOfALoopAreRefusedByNameAndNeverTakenFromTheWorkingDirectory() throws IOException {
        var name = "one-of-" + System.nanoTime() + ".bin";
        var inWorkingDirectory = Files.write(Path.of(name).toAbsolutePath(), TinyModel.floats(1));
        try {
            Files.write(folder.resolve(name), TinyModel.floats(1));
            var network = TinyModel.loopOfExternal(10, name).writeTo(folder.resolve("m.onnx"));
            assertThatThrownBy(() -> sessions.lease(PlainFiles.of(network), Device.CPU, null))
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            thrown -> assertThat(thrown.type()).isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR))
                    .hasMessageContaining("the tensor 'one' in the body of the Loop 'the-Loop'");
        } finally {
            Files.delete(inWorkingDirectory);
        }
    }

    /** y = x + w1 + w2, with x = 1, w1 = 2 and w2 = 3 everywhere. */
    private Path write(List<String> files) throws IOException {
        Files.write(folder.resolve(files.getFirst()), weights(2));
        if (files.size() > 1) {
            Files.write(folder.resolve(files.getLast()), weights(3));
        } else {
            Files.write(folder.resolve(files.getFirst()), weights(3), StandardOpenOption.APPEND);
        }
        return new TinyModel()
                .input("x", TinyModel.FLOAT, NUMBERS)
                .output("y", TinyModel.FLOAT, NUMBERS)
                .externalAt("w1", files.getFirst(), 0, BYTES, NUMBERS)
                .externalAt("w2", files.getLast(), files.size() > 1 ? 0 : BYTES, BYTES, NUMBERS)
                .node("Add", List.of("x", "w1"), "z")
                .node("Sum", List.of("z", "w2"), "y")
                .writeTo(folder.resolve("model.onnx"));
    }

    private static float first(Session session) {
        var y = new float[1];
        try (var scope = new TensorScope();
                var handle = new RunHandle()) {
            var x = scope.allocate(ElementType.FLOAT32, NUMBERS);
            var ones = new float[NUMBERS];
            Arrays.fill(ones, 1);
            x.write(0, ones);
            y[0] = session.compute(Map.of("x", x), "y", handle)[NUMBERS - 1];
        }
        return y[0];
    }

    private static byte[] weights(float value) {
        var weights = new float[NUMBERS];
        Arrays.fill(weights, value);
        return TinyModel.floats(weights);
    }

    private static void cut(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void overwrite(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long at = 0; at < channel.size(); at += BYTES) {
                channel.write(ByteBuffer.wrap(weights(5)), at);
            }
        }
    }

    private static void replace(Path file) throws IOException {
        var beside = file.resolveSibling("new");
        Files.write(beside, weights(5));
        Files.write(beside, weights(5), StandardOpenOption.APPEND);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
