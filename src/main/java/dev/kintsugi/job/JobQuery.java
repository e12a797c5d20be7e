package dev.kintsugi.job;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.model.ModelId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which jobs are wanted, the newest first.
 *
 * @param state only those in the state of this code
 * @param model only those that asked for this model
 * @param viewer only those that this one sees
 * @param before only those after the end of an earlier page, as {@link Page#next} told it
 * @param limit at most so many, from 1
 */
public record JobQuery(Optional<String> state, Optional<ModelId> model, Viewer viewer, OptionalLong before, int limit) {

    /** Of all callers. */
    public JobQuery(Optional<String> state, Optional<ModelId> model, OptionalLong before, int limit) {
        this(state, model, Viewer.ALL, before, limit);
    }

    /** The same of the jobs that a viewer sees. */
    public JobQuery seenBy(Viewer other) {
        return new JobQuery(state, model, other, before, limit);
    }

    /** Whether a job is wanted, but for its place in the list. */
    public boolean takes(Job job) {
        return (state.isEmpty() || state.get().equals(job.state().code()))
                && (model.isEmpty() || model.get().equals(job.plan().variant().model()))
                && viewer.sees(job.caller().principal());
    }

    /**
     * Jobs, the newest first.
     *
     * @param next where the next page begins; nothing if this is the last
     */
    public record Page(List<Job> jobs, OptionalLong next) {}
}
