package dev.kintsugi.ops.start;

import dev.kintsugi.ops.settings.ProcessSettings;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Why the service could not start, for its operator: one line for each thing to put right. */
record StartFailure(Throwable thrown) {

    private static final String PREFIX = "kintsugi cannot start: ";
    private static final int MOST_CAUSES = 20;

    /** One line of what is wrong and what to do. */
    static String line(String problem) {
        return PREFIX + problem.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    List<String> lines() {
        return first(CannotStart.class)
                .map(CannotStart::problems)
                .or(this::settings)
                .or(() -> Stream.of(ours(), port(), home(), file())
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(List::of))
                .map(problems -> problems.stream().map(StartFailure::line).toList())
                .orElseGet(this::unexpected);
    }

    /** Some are refused before any of our code runs; this service says all of them, in its own words. */
    private Optional<List<String>> settings() {
        var ofOthers = first(ConfigValidationException.class).stream()
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
        return first(IllegalArgumentException.class)
                .map(refused -> String.valueOf(refused.getMessage()))
                .filter(message -> message.startsWith("kintsugi."));
    }

    private Optional<String> port() {
        return first(QuarkusBindException.class)
                .map(bind -> listening(bind.getHost(), bind.getPort()))
                .or(() -> first(BindException.class).map(bind -> unusable(bind.toString())))
                .or(() -> first(IllegalArgumentException.class)
                        .map(refused -> String.valueOf(refused.getMessage()))
                        .filter(message -> message.startsWith("port "))
                        .map(_ -> "quarkus.http.port must be from 0 to 65535 (QUARKUS_HTTP_PORT)"));
    }

    /** Listens once more: Quarkus does not keep why it could not. */
    private static String listening(String host, int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return "the port " + port + " was used by another process a moment ago: start again, or set"
                    + " quarkus.http.port (QUARKUS_HTTP_PORT)";
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("in use")
                    ? "the port " + port + " is used by another process: stop that one, or set quarkus.http.port"
                            + " (QUARKUS_HTTP_PORT)"
                    : unusable(host + ":" + port + ": " + e.getMessage());
        }
    }

    private static String unusable(String why) {
        return "nothing can listen at quarkus.http.host and quarkus.http.port (" + why
                + "): set others (QUARKUS_HTTP_HOST, QUARKUS_HTTP_PORT)";
    }

    private Optional<String> home() {
        return HomeFolder.problemOfThisProcess();
    }

    private Optional<String> file() {
        return first(FileSystemException.class)
                .map(StartFailure::of)
                .or(() -> first(IOException.class)
                        .map(Throwable::getMessage)
                        .map(message -> message.contains("No space left")
                                ? "the disk of the home is full: make room, or set kintsugi.home (KINTSUGI_HOME) to"
                                        + " another folder"
                                : message));
    }

    private static String of(FileSystemException e) {
        return e.getFile() + " cannot be used (" + reason(e)
                + "): see to its owner, its permissions and the room on its disk";
    }

    static String reason(FileSystemException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "not there";
            case FileAlreadyExistsException _ -> "there is a file in the way";
            default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
    }

    /** Why a shared library cannot be used. */
    static String ofLibraries(Throwable thrown) {
        var failure = new StartFailure(thrown);
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (failure.first(FileSystemException.class).isPresent() && !Files.isWritable(temporary)) {
            return "nothing can be written in the temporary folder " + temporary
                    + ": see to its owner and its permissions, or name another with -Djava.io.tmpdir=<folder>";
        }
        return failure.file()
                .orElseGet(
                        () -> "ONNX Runtime cannot be loaded (" + failure.root().getMessage()
                                + "): it needs a system with glibc and libstdc++, and a native executable the folder lib beside it");
    }

    private Throwable root() {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES)
                .reduce(thrown, (_, cause) -> cause);
    }

    private <T extends Throwable> Optional<T> first(Class<T> type) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** A fault of the program: its stack trace is needed to fix it. */
    private List<String> unexpected() {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return List.of(line("unexpected " + thrown), trace.toString());
    }
}
