package dev.kintsugi.recovery.classification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An exception and its causes, outermost first. Ends if a cause comes a second time, and after a hundred. */
public record CauseChain(List<Throwable> exceptions) {

    private static final int LONGEST = 100;
    private static final String OURS = "dev.kintsugi.";

    /** Where Jackson has read, in its own words. */
    private static final Pattern SOURCE = Pattern.compile("\\s*at \\[Source: [^;\\]]*; line: (\\d+), column: (\\d+)]");

    static CauseChain of(Throwable thrown) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        var chain = new ArrayList<Throwable>();
        for (Throwable t = thrown; t != null && chain.size() < LONGEST && seen.add(t); t = t.getCause()) {
            chain.add(t);
        }
        return new CauseChain(List.copyOf(chain));
    }

    /** The outermost that is of this kind. */
    <T> @Nullable T first(Class<T> kind) {
        for (var thrown : exceptions) {
            if (kind.isInstance(thrown)) {
                return kind.cast(thrown);
            }
        }
        return null;
    }

    /** An exception and its causes in one line, for the log. */
    public static String describe(Throwable thrown) {
        return of(thrown).describe();
    }

    /** All of them in words, for the log; what one only repeats of another is left out. */
    String describe() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < exceptions.size(); i++) {
            var thrown = exceptions.get(i);
            if (i + 1 < exceptions.size() && exceptions.get(i + 1).toString().equals(thrown.getMessage())) {
                continue; // it has no words of its own
            }
            var text = text(thrown);
            if (texts.stream().noneMatch(known -> known.contains(text))) {
                texts.add(text);
            }
        }
        return String.join(" <- ", texts);
    }

    /** All of them with the names of their classes, for those who look for what nobody knows or write a rule for it. */
    String describeUnknown() {
        return exceptions.stream()
                .map(thrown -> thrown.getClass().getName() + ": " + thrown.getMessage())
                .collect(Collectors.joining(" <- "));
    }

    /** Its message; with the kind of exception if that says more, such as for a missing file, of which only the name is told. */
    private static String text(Throwable thrown) {
        var type = thrown.getClass().getSimpleName();
        var message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return type;
        }
        var line = SOURCE.matcher(message)
                .replaceAll(" (line $1, column $2)")
                .strip()
                .replaceAll("\\s*\\R\\s*", " ");
        return line.contains(" ") || thrown.getClass().getName().startsWith(OURS) ? line : type + ": " + line;
    }
}
