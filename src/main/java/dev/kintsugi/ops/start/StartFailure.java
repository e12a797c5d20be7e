package dev.kintsugi.ops.start;

import dev.kintsugi.ops.settings.ProcessSettings;
import io.smallrye.config.ConfigValidationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Why the service could not start, for its operator: one line for each thing to put right. */
record StartFailure(Causes causes) {

    private static final String PREFIX = "kintsugi cannot start: ";

    StartFailure(Throwable thrown) {
        this(new Causes(thrown));
    }

    /** One line of what is wrong and what to do. */
    static String line(String problem) {
        return PREFIX + problem.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    List<String> lines() {
        return causes.first(CannotStart.class)
                .map(CannotStart::problems)
                .or(this::settings)
                .or(() -> Stream.of(
                                ours(),
                                PortProblem.of(causes),
                                HomeFolder.problemOfThisProcess(),
                                FileAccessProblem.of(causes))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(List::of))
                .map(problems -> problems.stream().map(StartFailure::line).toList())
                .orElseGet(this::unexpected);
    }

    /** Some are refused before any of our code runs; this service says all of them, in its own words. */
    private Optional<List<String>> settings() {
        var ofOthers = causes.first(ConfigValidationException.class).stream()
                .flatMap(refused -> IntStream.range(0, refused.getProblemCount())
                        .mapToObj(i -> refused.getProblem(i).getMessage()))
                .filter(message -> !message.contains("kintsugi."))
                .map(StartFailure::plain);
        return Optional.of(Stream.concat(ProcessSettings.wrong().stream(), ofOthers)
                        .toList())
                .filter(problems -> !problems.isEmpty());
    }

    /** Without names of classes and numbers of messages. */
    private static String plain(String message) {
        return message.replaceAll("[\\w.]+Exception: ", "").replaceAll("SRCFG\\d+: ", "");
    }

    /** What this service says by itself. */
    private Optional<String> ours() {
        return causes.first(IllegalArgumentException.class)
                .map(refused -> String.valueOf(refused.getMessage()))
                .filter(message -> message.startsWith("kintsugi."));
    }

    /** Why a shared library cannot be used. */
    static String ofLibraries(Throwable thrown) {
        var causes = new Causes(thrown);
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (causes.first(FileSystemException.class).isPresent() && !Files.isWritable(temporary)) {
            return "nothing can be written in the temporary folder " + temporary
                    + ": see to its owner and its permissions, or name another with -Djava.io.tmpdir=<folder>";
        }
        return FileAccessProblem.of(causes)
                .orElseGet(
                        () -> "ONNX Runtime cannot be loaded (" + causes.root().getMessage()
                                + "): it needs a system with glibc and libstdc++, and a native executable the folder lib beside it");
    }

    /** A fault of the program: its stack trace is needed to fix it. */
    private List<String> unexpected() {
        var trace = new StringWriter();
        causes.thrown().printStackTrace(new PrintWriter(trace, true));
        return List.of(line("unexpected " + causes.thrown()), trace.toString());
    }
}
