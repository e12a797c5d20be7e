package dev.kintsugi.job.store;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import java.util.List;

/**
 * Events of one job that are written together, or not at all, and the numbers that are reserved with them. A number is
 * reserved before an event that has it is sent, so that after a crash no other event gets a number that a client has seen.
 *
 * @param job of which the events are
 * @param events in the order of their numbers
 * @param reserved the number up to which the caller has reserved numbers before; if there are numbers beyond it, another
 *     instance writes the events of this job
 * @param reserve the number up to which numbers are reserved once this is written
 */
public record EventBatch(JobId job, List<JobEvent> events, long reserved, long reserve) {

    public EventBatch {
        events = List.copyOf(events);
    }

    /** One event, and no number beyond its own. */
    static EventBatch of(JobEvent event) {
        return new EventBatch(event.job(), List.of(event), event.seq() - 1, event.seq());
    }

    /** Those that are written as events; of previews only the newest is kept, in a place of its own. */
    public List<JobEvent> lasting() {
        return events.stream().filter(event -> !event.isPreview()).toList();
    }

    /** Whether it has only events of which nothing is lost if they are not written. */
    public boolean isEphemeral() {
        return events.stream().allMatch(JobEvent::isEphemeral);
    }

    /** Whether no event has the last of the reserved numbers, and more are reserved than before. */
    public boolean reservesMore() {
        return reserve > reserved && events.stream().noneMatch(event -> !event.isPreview() && event.seq() == reserve);
    }
}
