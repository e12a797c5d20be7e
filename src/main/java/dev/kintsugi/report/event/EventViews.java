package dev.kintsugi.report.event;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.work.ImageFacts;
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
import java.util.stream.IntStream;

/** Tells the events of jobs. */
@ApplicationScoped
public class EventViews {

    private final JobService jobs;
    private final Problems problems;
    private final Pictures pictures;

    EventViews(JobService jobs, Problems problems, Pictures pictures) {
        this.jobs = jobs;
        this.pictures = pictures;
        this.problems = problems;
    }

    /** What one event is to clients; reads the pictures of a job that is complete, so it blocks. */
    public EventView of(Job job, JobEvent event) {
        return switch (event.what()) {
            case JobEvent.Queued queued -> of(event, "job.queued", queued(queued));
            case JobEvent.Started _ -> of(event, "job.started", Map.of());
            case JobEvent.Progressed progressed -> of(event, "job.progress", progress(progressed));
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
        return data;
    }

    private static Map<String, Object> progress(JobEvent.Progressed progressed) {
        var data = new LinkedHashMap<String, Object>();
        switch (progressed.progress()) {
            case Progress.Step step -> {
                data.put("phase", step.stage());
                data.put("image", step.item());
                data.put("step", step.step());
                data.put("total", step.steps());
                data.put("percent", 100 * (step.item() * step.steps() + step.step()) / (step.items() * step.steps()));
                eta(data, progressed.eta());
            }
            case Progress.Preview preview -> {
                data.put("phase", preview.stage());
                data.put("image", preview.item());
                data.put("preview", Base64.getEncoder().encodeToString(preview.content()));
            }
            case Progress.StageDone done -> {
                data.put("phase", done.stage());
                data.put("image", done.item());
                data.put("done", true);
                data.put("duration_ms", done.took().toMillis());
            }
            case Progress.Resumed resumed -> {
                data.put("phase", resumed.stage());
                data.put("image", resumed.item());
                data.put("done", true);
                data.put("resumed", true);
            }
            case Progress.Delta delta -> {
                data.put("image", delta.item());
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
        var artifacts = completed.result().artifacts();
        var texts = pictures.of(job, completed.result());
        var warnings = new ArrayList<>(jobs.warnings(job.id()));
        warnings.addAll(texts.warnings());
        data.put(
                "images",
                IntStream.range(0, artifacts.size())
                        .mapToObj(i -> image(
                                texts.base64().get(i),
                                ImageFacts.of(artifacts.get(i).facts())))
                        .toList());
        data.put(
                "kintsugi",
                Provenance.of(job, completed.outcome(), completed.result(), completed.took(), List.copyOf(warnings)));
        return data;
    }

    private static Map<String, Object> image(String base64, ImageFacts facts) {
        return Map.of("b64_json", base64, "size", facts.size().toString(), "seed", facts.seed());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static EventView of(JobEvent event, String type, Object data) {
        return new EventView(type, event.seq(), event.job().value(), event.at().toString(), data);
    }
}
