package dev.kintsugi.generation.custom;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A program that is started for each failure. It reads the failure as JSON from its standard input; it ends with 0
 * and writes a suggestion, or nothing if it put something right and the same should be tried again.
 */
record CommandStrategy(
        String name,
        Set<FailureType> types,
        List<String> command,
        Duration timeout,
        Suggestions suggestions,
        Commands commands)
        implements CustomStrategy {

    @Override
    public boolean answers(Failure failure) {
        return ConfiguredStrategies.answers(types, failure);
    }

    @Override
    public Uni<Suggestion> suggest(Consultation about) {
        return commands.run(command, suggestions.question(about), Suggestions.LONGEST_ANSWER, timeout)
                .onFailure()
                .transform(this::notStarted)
                .map(this::read);
    }

    private TypedException notStarted(Throwable thrown) {
        Log.warnf("the command of the strategy %s cannot be started: %s", name, thrown.getMessage());
        return failed("cannot be started");
    }

    private Suggestion read(Commands.Ended ended) {
        return switch (ended) {
            case Commands.Ended.Late _ ->
                throw failed("did not answer within " + timeout.toMillis() + " ms and was stopped");
            case Commands.Ended.TooLong _ -> throw Suggestions.refused("is too long");
            case Commands.Ended.Exited(var status, var _) when status != 0 -> throw failed("ended with " + status);
            case Commands.Ended.Exited(var _, var output) ->
                new String(output, StandardCharsets.UTF_8).isBlank()
                        ? new Suggestion.Retry(Duration.ZERO)
                        : suggestions.read(output);
        };
    }

    private static TypedException failed(String how) {
        return new TypedException(FailureType.EXTERNAL_API_ERROR, "the command " + how);
    }
}
