package dev.kintsugi.report;

import dev.kintsugi.recovery.decision.Change;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became different, as clients see it.
 *
 * @param what the parameter
 * @param from its value before
 * @param to its value after
 */
@RegisterForReflection
@Schema(name = "Change")
public record ChangeView(String what, String from, String to) {

    public static ChangeView of(Change change) {
        return new ChangeView(change.what(), change.from(), change.to());
    }

    public static List<ChangeView> of(List<Change> changes) {
        return changes.stream().map(ChangeView::of).toList();
    }
}
