package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What weights in other files take of memory and of the budget, measured in a process of its own. */
@EnabledOnOs(OS.LINUX)
class LargeWeightsTest {

    private static final int MIB = LargeWeights.MIB;

    @TempDir
    Path folder;

    @Test
    void takeAsMuchMemoryAsTheyHaveBytes() throws Exception {
        var taken = measure(List.of());
        assertThat(number(taken, "MatMul")).as("%s", taken).isLessThanOrEqualTo(LargeWeights.ENOUGH);
        assertThat(number(taken, "Add")).as("%s", taken).isLessThanOrEqualTo(LargeWeights.ENOUGH);
    }

    @Test
    void countInTheBudgetAsLongAsTheyAreLoaded() throws Exception {
        var taken = measure(List.of("96M"));
        assertThat(number(taken, "firstInUse")).as("%s", taken).isBetween(MIB, MIB * 11 / 10);
        assertThat(number(taken, "firstResident")).as("%s", taken).isLessThanOrEqualTo(LargeWeights.ENOUGH);
        assertThat(number(taken, "secondInUse")).as("%s", taken).isBetween(2 * MIB, 2 * MIB * 11 / 10);
        assertThat(taken.getProperty("third")).isEqualTo("VRAM_EXHAUSTION");
        assertThat(number(taken, "freedInUse")).as("%s", taken).isLessThan(MIB / 10);
        assertThat(number(taken, "packedInUse")).as("not twice: %s", taken).isBetween(MIB, MIB * 11 / 10);
        for (var result : List.of("first", "second", "thirdAgain")) {
            assertThat(number(taken, result)).as(result).isEqualTo(1 + 2 * (MIB / 4));
        }
        assertThat(number(taken, "packed")).isEqualTo(1 << MIB / 4);
    }

    private Properties measure(List<String> budget) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LargeWeights.class.getName(),
                folder.toString()));
        command.addAll(budget);
        var output = folder.resolve("output");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        var taken = new Properties();
        try (var in = Files.newBufferedReader(output)) {
            taken.load(in);
        }
        return taken;
    }

    private static int number(Properties taken, String what) {
        return Integer.parseInt(taken.getProperty(what, "-1"));
    }
}
