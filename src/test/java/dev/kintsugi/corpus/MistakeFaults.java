package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.INTERNAL_ERROR;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mistakes of our own, which nobody may blame on a model, a network or a caller. */
final class MistakeFaults extends Boundary {

    private record Node(Object next) {}

    MistakeFaults(Path folder) throws Exception {
        super("mistake");
        fault("nothing there", INTERNAL_ERROR, () -> new Node(null).next().hashCode());
        fault("other class", INTERNAL_ERROR, () -> ((String) new Node(1).next()).length());
        fault("past the end of a list", INTERNAL_ERROR, () -> List.of(1).get(1));
        fault("past the end of an array", INTERNAL_ERROR, () -> System.out.println(new int[] {1}[1]));
        fault("past the end of a text", INTERNAL_ERROR, () -> "a".substring(2));
        fault("array of a negative size", INTERNAL_ERROR, () -> System.out.println(new int["".length() - 1]));
        fault("nothing in an optional", INTERNAL_ERROR, () -> Optional.empty().orElseThrow());
        fault("key twice", INTERNAL_ERROR, () -> Map.of("a", 1, "a", 2));
        fault("list that cannot change", INTERNAL_ERROR, () -> List.of().add(null));
        fault("list that changes meanwhile", INTERNAL_ERROR, () -> {
            var list = new ArrayList<>(List.of(1, 2, 3));
            list.forEach(list::remove);
        });
        fault("number that is none", INTERNAL_ERROR, () -> Integer.parseInt("many"));
        fault("time that is none", INTERNAL_ERROR, () -> java.time.Instant.parse("yesterday"));
        fault("division by zero", INTERNAL_ERROR, () -> System.out.println(1 / "".length()));
        fault("recursion without end", INTERNAL_ERROR, MistakeFaults::deeper);
        fault("monitor that is not held", INTERNAL_ERROR, () -> new Object().notifyAll());
        fault("claim that is wrong", INTERNAL_ERROR, () -> {
            throw new AssertionError("a job ended twice");
        });
        fault(
                "buffer that is full",
                INTERNAL_ERROR,
                () -> ByteBuffer.allocate(1).putInt(1));
        fault("file that was closed", INTERNAL_ERROR, () -> {
            var channel = FileChannel.open(Files.createFile(folder.resolve("f")));
            channel.close();
            channel.size();
        });
        fault("pattern that is none", INTERNAL_ERROR, () -> java.util.regex.Pattern.compile("["));
        fault("constant that is none", INTERNAL_ERROR, () -> Thread.State.valueOf("GONE"));
    }

    private static void deeper() {
        deeper();
    }
}
