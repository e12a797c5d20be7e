package dev.kintsugi.store.postgres;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.JobSignals.Happened;
import dev.kintsugi.job.store.JobSignals.Signal;
import dev.kintsugi.job.store.JobSignals.Stop;
import dev.kintsugi.job.store.JobSignals.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Signals as words, a few of them in one text: PostgreSQL carries less than 8,000 bytes at a time. The first word says who
 * tells it. An unknown signal is of a newer program, and is ignored.
 */
final class SignalText {

    private static final int MOST = 100; // of 40 bytes each

    private SignalText() {}

    /** As many texts as it takes. */
    static List<String> of(String sender, Collection<Signal> signals) {
        var words = signals.stream().map(SignalText::word).toList();
        var texts = new ArrayList<String>();
        for (int from = 0; from < words.size(); from += MOST) {
            var some = words.subList(from, Math.min(words.size(), from + MOST));
            texts.add(sender + " " + String.join(" ", some));
        }
        return texts;
    }

    private static String word(Signal signal) {
        return switch (signal) {
            case Happened happened -> "h:" + happened.job().value();
            case Stop stop -> "s:" + stop.job().value();
            case Waiting _ -> "w:";
        };
    }

    /** What others than this one tell. */
    static List<Signal> read(String text, String me) {
        var words = text.split(" ");
        return words[0].equals(me)
                ? List.of()
                : Stream.of(words)
                        .skip(1)
                        .<Signal>mapMulti((word, out) -> {
                            var job = word.substring(Math.min(2, word.length()));
                            if (word.startsWith("w:")) {
                                out.accept(new Waiting());
                            } else if (word.startsWith("h:")) {
                                out.accept(new Happened(new JobId(job)));
                            } else if (word.startsWith("s:")) {
                                out.accept(new Stop(new JobId(job)));
                            }
                        })
                        .toList();
    }
}
