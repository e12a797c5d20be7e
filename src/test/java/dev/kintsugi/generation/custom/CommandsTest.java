package dev.kintsugi.generation.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.generation.custom.Commands.Ended;
import io.smallrye.mutiny.TimeoutException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs that do what programs do which are not to be trusted. */
@EnabledOnOs(OS.LINUX)
class CommandsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LONGEST = 1000;

    /** A number of seconds that no other process sleeps. */
    private final String sleep = "sleep 1" + Math.abs(UUID.randomUUID().hashCode());

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final ExecutorService blocking = Executors.newFixedThreadPool(2);
    private final Commands commands = new Commands(scheduler, blocking);

    @AfterEach
    void nothingIsLeft() {
        commands.end();
        Awaitility.await("no process is left")
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .noneMatch(line -> line.endsWith(sleep)));
        scheduler.shutdownNow();
        blocking.shutdownNow();
    }

    @Test
    void whatItWritesIsRead() {
        assertThat(run("cat; exit 3", LONG)).isEqualTo("3 question");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLEEP & echo done", // the child keeps standard output
                "(SLEEP &) ; echo done", // whose parent has ended
                "setsid SLEEP & echo done", // in a session of its own
                "(trap '' TERM HUP; SLEEP) & echo done",
                "yes >&2 & echo done",
            })
    void thatItsChildrenLiveOnIsNotWaitedFor(String does) {
        assertThat(run(does, LONG)).isEqualTo("0 done");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLEEP",
                "trap '' TERM INT HUP; SLEEP",
                "exec 0<&- ; SLEEP", // reads nothing
                "SLEEP & SLEEP & wait",
                "exec 1>&- 2>&- ; SLEEP", // closes what it could write to
            })
    void itIsStoppedWhenItsTimeIsOver(String does) {
        assertThat(run(does, Duration.ofMillis(300))).isEqualTo("late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "yes & SLEEP", "head -c 2000 /dev/zero"})
    void itIsStoppedWhenItWritesWithoutEnd(String does) {
        assertThat(run(does, LONG)).isEqualTo("too long");
    }

    @Test
    void itIsStoppedWhenNobodyWaitsForItAnyMore() {
        var waiting = commands.run(List.of("sh", "-c", sleep), new byte[0], LONGEST, LONG)
                .subscribe()
                .with(_ -> {});
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::sleeps);
        waiting.cancel();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !sleeps());
    }

    @Test
    void nothingOfWhatItWroteStaysBehind() {
        run("echo done", LONG);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                return left.noneMatch(file -> file.getFileName().toString().startsWith("kintsugi-command-"));
            }
        });
    }

    /** Such as an empty one, or one that has a null in it: the virtual machine refuses it, and not with an IOException. */
    @Test
    void nothingOfACommandThatCannotBeStartedStaysOpen() throws IOException {
        for (var command : List.of(List.<String>of(), List.of("no-such-program"), Arrays.asList("sh", null))) {
            assertThatThrownBy(() -> commands.run(command, new byte[0], LONGEST, LONG)
                            .await()
                            .atMost(Duration.ofSeconds(30)))
                    .isNotInstanceOf(TimeoutException.class);
        }
        assertThat(openFiles()).noneMatch(file -> file.contains("kintsugi-command-"));
    }

    private static List<String> openFiles() throws IOException {
        var open = new ArrayList<String>();
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            for (var file : files.toList()) {
                try {
                    open.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException e) {
                    continue; // it was closed meanwhile
                }
            }
        }
        return open;
    }

    private boolean sleeps() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.endsWith(sleep));
    }

    private String run(String does, Duration timeout) {
        var ended = commands.run(
                        List.of("sh", "-c", does.replace("SLEEP", sleep)),
                        "question".getBytes(StandardCharsets.UTF_8),
                        LONGEST,
                        timeout)
                .await()
                .atMost(Duration.ofSeconds(30));
        return switch (ended) {
            case Ended.Late _ -> "late";
            case Ended.TooLong _ -> "too long";
            case Ended.Exited(var status, var output) ->
                status + " " + new String(output, StandardCharsets.UTF_8).strip();
        };
    }
}
