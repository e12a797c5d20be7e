package dev.kintsugi.runtime.session;

import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own, since the memory of one and its budget can be measured only once: loads networks that have 40 MiB
 * of weights in other files, and prints what they take in MiB.
 */
final class LargeWeights {

    static final int MIB = 40;

    /** Their copy, and what Java itself takes meanwhile. If nothing were given back it would be 1.7 times the files or more. */
    static final int ENOUGH = MIB * 8 / 5;

    private static final int SIDE = 1024;
    private static final long BYTES = 4L * SIDE * SIDE;
    private static final int FILES = (int) (((long) MIB << 20) / BYTES);

    private final ByteBuffer values = ByteBuffer.allocate((int) BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Path folder;
    private final Sessions sessions;

    private LargeWeights(Path folder, Optional<String> budget) {
        this.folder = folder;
        this.sessions = new Sessions(TestSettings.with(budget));
    }

    /** @param arguments a folder, and a budget if there is one */
    public static void main(String[] arguments) throws IOException {
        var one = new LargeWeights(
                Path.of(arguments[0]), Arrays.stream(arguments).skip(1).findFirst());
        one.warmUp();
        if (arguments.length == 1) {
            for (var operator : List.of("MatMul", "Add")) {
                var before = resident();
                one.load(operator, 1);
                say(operator, taken(before));
                one.sessions.freeIdle();
            }
        } else {
            one.withinABudget();
        }
        System.exit(0);
    }

    private void withinABudget() throws IOException {
        var before = resident();
        say("first", load("Add", 1));
        say("firstInUse", inUse());
        say("firstResident", taken(before));
        say("second", load("Add", 2));
        say("secondInUse", inUse());
        try {
            say("third", load("Add", 3));
        } catch (TypedException e) {
            System.out.println("third=" + e.type());
        }
        sessions.freeIdle();
        say("freedInUse", inUse());
        say("thirdAgain", load("Add", 3));
        sessions.freeIdle();
        say("packed", load("MatMul", 1));
        say("packedInUse", inUse());
    }

    private void warmUp() throws IOException {
        try (var lease =
                sessions.lease(PlainFiles.of(TinyModel.identity(1).writeTo(folder.resolve("m"))), Device.CPU, null)) {
            RunningSessions.run(lease.session(), new RunHandle(), 1);
        }
    }

    /** Every number of the result of a network is the same; what it is. */
    private long load(String operator, int number) throws IOException {
        try (var lease = sessions.lease(PlainFiles.of(write(operator, number)), Device.CPU, null);
                var scope = new TensorScope();
                var handle = new RunHandle()) {
            var x = scope.allocate(ElementType.FLOAT32, 1, SIDE);
            var ones = new float[SIDE];
            Arrays.fill(ones, 1);
            x.write(0, ones);
            return (long) lease.session().compute(Map.of("x", x), "y" + FILES, handle)[0];
        }
    }

    /** y = x + w1 + w2 …, or the same with products. */
    private Path write(String operator, int number) throws IOException {
        var network = new TinyModel().input("x", TinyModel.FLOAT, 1, SIDE).output("y" + FILES, TinyModel.FLOAT, -1, -1);
        for (int i = 1; i <= FILES; i++) {
            values.asFloatBuffer().put(0, 2).put(1, number * 100 + i); // what is the same is kept once
            var name = operator + number + "-" + i;
            Files.write(folder.resolve(name), values.array());
            network.external("w" + i, name, BYTES, SIDE, SIDE)
                    .node(operator, List.of(i == 1 ? "x" : "y" + (i - 1), "w" + i), "y" + i);
        }
        return network.writeTo(folder.resolve(operator + number + ".onnx"));
    }

    private static void say(String what, long value) {
        System.out.println(what + "=" + value);
    }

    private static long inUse() {
        return Sessions.arenaUse().orElseThrow().inUse() >> 20;
    }

    /** What a load does not need any more is given back a moment later. */
    private static long taken(long before) throws IOException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (resident() - before - keptForRuns() > ENOUGH && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return resident() - before - keptForRuns();
    }

    /** What the arena has from the last run for the next one. */
    private static long keptForRuns() {
        return Sessions.arenaUse()
                .map(use -> use.allocated() - use.inUse() >> 20)
                .orElse(0L);
    }

    /** In MiB, without files that are mapped. */
    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("RssAnon:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                >> 10;
    }
}
