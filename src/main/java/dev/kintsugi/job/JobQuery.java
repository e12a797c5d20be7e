package dev.kintsugi.job;

import dev.kintsugi.model.ModelId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which jobs are wanted, the newest first.
 *
 * @param state only those in the state of this code
 * @param model only those that asked for this model
 * @param before only those after the end of an earlier page, as {@link Page#next} told it
 * @param limit at most so many, from 1
 */
public record JobQuery(Optional<String> state, Optional<ModelId> model, OptionalLong before, int limit) {

    /**
     * Jobs, the newest first.
     *
     * @param next where the next page begins; nothing if this is the last
     */
    public record Page(List<Job> jobs, OptionalLong next) {}
}
