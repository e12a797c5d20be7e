package dev.kintsugi.report.event;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.report.TrailView;
import dev.kintsugi.report.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the events of jobs. */
@ApplicationScoped
public class EventViews {

    private final JobService jobs;
    private final Problems problems;
    private final Results results;

    EventViews(JobService jobs, Problems problems, Results results) {
        this.jobs = jobs;
        this.results = results;
        this.problems = problems;
    }

    /** What one event is to clients; reads what a job gave that is complete, so it blocks. */
    public EventView of(Job job, JobEvent event) {
        return switch (event.what()) {
            case JobEvent.Queued queued -> of(event, "job.queued", queued(queued));
            case JobEvent.Started _ -> of(event, "job.started", Map.of());
            case JobEvent.Progressed progressed -> of(event, "job.progress", progress(job, progressed));
            case JobEvent.Recovering recovering -> of(event, "job.recovery", TrailView.of(recovering.step()));
            case JobEvent.Completed completed -> of(event, "job.completed", completed(job, completed));
            case JobEvent.Failed failed ->
                of(event, "job.failed", problems.of(job.id(), failed.outcome(), "/v1/jobs/" + job.id()));
            case JobEvent.Cancelled _ ->
                of(event, "job.failed", Map.of("code", "cancelled", "detail", "it was cancelled"));
        };
    }

    private static Map<String, Object> queued(JobEvent.Queued queued) {
        var data = new LinkedHashMap<String, Object>();
        data.put("position", queued.position());
        queued.estimate().ifPresent(estimate -> data.put("estimate_seconds", seconds(estimate)));
        queued.postponed().ifPresent(postponed -> {
            data.put("not_before", postponed.until().toString());
            data.put("warning", postponed.text());
        });
        return data;
    }

    private static Map<String, Object> progress(Job job, JobEvent.Progressed progressed) {
        var item = Results.item(job.plan().work());
        var data = new LinkedHashMap<String, Object>();
        switch (progressed.progress()) {
            case Progress.Step step -> {
                data.put("phase", step.stage());
                data.put(item, step.item());
                data.put("step", step.step());
                data.put("total", step.steps());
                data.put("percent", 100 * (step.item() * step.steps() + step.step()) / (step.items() * step.steps()));
                eta(data, progressed.eta());
            }
            case Progress.Preview preview -> {
                data.put("phase", preview.stage());
                data.put(item, preview.item());
                data.put("preview", Base64.getEncoder().encodeToString(preview.content()));
            }
            case Progress.StageDone done -> {
                data.put("phase", done.stage());
                data.put(item, done.item());
                data.put("done", true);
                data.put("duration_ms", done.took().toMillis());
            }
            case Progress.Resumed resumed -> {
                data.put("phase", resumed.stage());
                data.put(item, resumed.item());
                data.put("done", true);
                data.put("resumed", true);
            }
            case Progress.Delta delta -> {
                data.put(item, delta.item());
                data.put("delta", delta.text());
            }
            case Progress.Warning warning -> data.put("warning", warning.text());
        }
        return data;
    }

    private static void eta(Map<String, Object> data, Optional<Duration> eta) {
        eta.ifPresent(left -> data.put("eta_seconds", seconds(left)));
    }

    private Map<String, Object> completed(Job job, JobEvent.Completed completed) {
        var data = new LinkedHashMap<String, Object>();
        var result = results.of(job, completed.result());
        var warnings = new ArrayList<>(jobs.warnings(job.id()));
        warnings.addAll(result.warnings());
        data.put(result.name(), result.value());
        data.put(
                "kintsugi",
                Provenance.of(job, completed.outcome(), completed.result(), completed.took(), List.copyOf(warnings)));
        return data;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static EventView of(JobEvent event, String type, Object data) {
        return new EventView(type, event.seq(), event.job().value(), event.at().toString(), data);
    }
}
