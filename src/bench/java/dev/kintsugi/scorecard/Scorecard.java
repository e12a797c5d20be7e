package dev.kintsugi.scorecard;

import dev.kintsugi.PackagedService.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts the packaged service in several setups, provokes each kind of failure that can be met with a real fault, with
 * recovery and without, and says what became of every request. Ends with 1 where the bar is missed.
 *
 * <p>Run after packaging: {@code ./mvnw -Pbench test-compile exec:exec@scorecard}. Arguments are the names of setups;
 * without any all are used. The environment's {@code SCORECARD_KIND} says which package: JVM (the default), AOT_CACHE or
 * NATIVE.
 */
public final class Scorecard {

    private static final Path FOLDER = Path.of("target/scorecard").toAbsolutePath();

    private Scorecard() {}

    public static void main(String[] arguments) throws Exception {
        var kind = Kind.valueOf(System.getenv().getOrDefault("SCORECARD_KIND", Kind.JVM.name()));
        Folders.delete(FOLDER);
        Files.createDirectories(FOLDER);
        var setups = arguments.length == 0
                ? List.of(Setup.values())
                : List.of(arguments).stream().map(Setup::valueOf).toList();
        var card = new Course(FOLDER, kind, setups).run();
        write(card);
        System.out.println(TextTable.of(card));
        card.leftOut().forEach(fault -> System.out.println("left out, this machine cannot make it: " + fault));
        System.out.printf(
                "%d requests in all. Without reload recovery took %s ms (p50 / p99).%n%s: %s%n",
                card.requests(), card.repairable().withoutReload(), card.bar(), card.met() ? "met" : "MISSED");
        System.out.println(DamageCounts.last().line());
        System.exit(card.met() ? 0 : 1);
    }

    private static void write(Card card) throws IOException {
        Client.JSON
                .writerWithDefaultPrettyPrinter()
                .writeValue(FOLDER.resolve("scorecard.json").toFile(), card);
        Files.writeString(FOLDER.resolve("scorecard.html"), Page.of(card, DamageCounts.last()));
    }
}
