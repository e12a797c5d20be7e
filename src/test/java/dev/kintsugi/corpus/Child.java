package dev.kintsugi.corpus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own, for faults that would take this one along: limits, other users, other networks. */
record Child(List<String> prefix, List<String> options) {

    static Child java(String... options) {
        return new Child(List.of(), List.of(options));
    }

    /** Started by another command, which is given the command line of Java. */
    Child by(String... command) {
        return new Child(List.of(command), options);
    }

    /** Throws here what was thrown there. */
    void provoke(String fault, Path folder) throws Throwable {
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", classes().toString(), ChildFaults.class.getName(), fault, folder.toString()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var bytes = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new AssertionError(fault + " ended its process with " + process.exitValue());
        }
        throw thrown(bytes);
    }

    private static Throwable thrown(byte[] bytes) throws IOException, ClassNotFoundException {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (Throwable) in.readObject();
        }
    }

    private static Path classes() {
        return Path.of("target/test-classes").toAbsolutePath();
    }
}
