package dev.kintsugi.generation.custom;

import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program that is started for each failure. It reads the failure as JSON from its standard input; it ends with 0
 * and writes a suggestion, or nothing where it put something right and the same should be tried again.
 */
record CommandStrategy(
        String name,
        Set<FailureType> types,
        List<String> command,
        Duration timeout,
        Suggestions suggestions,
        ScheduledExecutorService scheduler,
        Executor blocking)
        implements CustomStrategy {

    @Override
    public boolean answers(Failure failure) {
        return ConfiguredStrategies.answers(types, failure);
    }

    @Override
    public Uni<Suggestion> suggest(Consultation about) {
        return Uni.createFrom().item(() -> ask(about)).runSubscriptionOn(blocking);
    }

    private Suggestion ask(Consultation about) {
        var late = new AtomicBoolean();
        var process = start();
        var timer = scheduler.schedule(
                () -> {
                    late.set(true);
                    kill(process);
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            var answer = converse(process, suggestions.question(about));
            var status = process.waitFor();
            if (late.get()) {
                throw failed("did not answer within " + timeout.toMillis() + " ms and was stopped");
            }
            if (status != 0) {
                throw failed("ended with " + status);
            }
            return new String(answer, java.nio.charset.StandardCharsets.UTF_8).isBlank()
                    ? new Suggestion.Retry(Duration.ZERO)
                    : suggestions.read(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for");
        } finally {
            timer.cancel(false);
            kill(process);
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            Log.warnf("the command of the strategy %s cannot be started: %s", name, e.getMessage());
            throw failed("cannot be started");
        }
    }

    private static byte[] converse(Process process, byte[] question) {
        try {
            try (var in = process.getOutputStream()) {
                in.write(question);
            } catch (IOException e) {
                Log.debugf("a command did not read what it was asked: %s", e.getMessage());
            }
            var answer = process.getInputStream().readNBytes(Suggestions.LONGEST_ANSWER + 1);
            if (answer.length > Suggestions.LONGEST_ANSWER) {
                throw Suggestions.refused("is too long");
            }
            return answer;
        } catch (IOException e) {
            throw failed("was stopped in the middle of its answer");
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static TypedException failed(String how) {
        return new TypedException(FailureType.EXTERNAL_API_ERROR, "the command " + how);
    }
}
