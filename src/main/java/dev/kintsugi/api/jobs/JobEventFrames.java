package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.api.RefusedCalls;
import dev.kintsugi.api.error.Failures;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.event.EventView;
import dev.kintsugi.report.event.EventViews;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the events of jobs as frames of server-sent events, each with the empty line that ends it. */
@ApplicationScoped
class JobEventFrames {

    private final EventViews views;
    private final Failures failures;
    private final Problems problems;
    private final RefusedCalls calls;
    private final ObjectMapper json;

    JobEventFrames(EventViews views, Failures failures, Problems problems, RefusedCalls calls, ObjectMapper json) {
        this.views = views;
        this.failures = failures;
        this.problems = problems;
        this.calls = calls;
        this.json = json;
    }

    /** An end that cannot be read, such as that of a lost artifact, is sent as an error: it is the end all the same. */
    String frame(Job job, JobEvent event) {
        try {
            return frame(views.of(job, event));
        } catch (TypedException e) {
            if (!event.isLast()) {
                throw e;
            }
            var failure = failures.understand(e, job.correlationId()).failure();
            calls.countEvent(failure);
            return "id: " + event.seq() + "\n" + closed(problems.of(failure, "/v1/jobs/" + job.id()));
        }
    }

    /** The last frame of a stream that ends before the events do. */
    String closed(Problem problem) {
        return "event: stream.closed\ndata: " + write(problem) + "\n\n";
    }

    private String frame(EventView event) {
        return "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + write(event.data()) + "\n\n";
    }

    private String write(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written", e);
        }
    }
}
