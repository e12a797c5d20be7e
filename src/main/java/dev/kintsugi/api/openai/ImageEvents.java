package dev.kintsugi.api.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.api.error.OpenAiError;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.report.TrailView;
import dev.kintsugi.report.event.Pictures;
import dev.kintsugi.report.problem.CancelledJob;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the events of a job as OpenAI's server-sent events: {@code image_generation.partial_image},
 * {@code image_generation.completed}, {@code error}, and {@code kintsugi.recovery}, which OpenAI's clients pass over.
 */
@ApplicationScoped
class ImageEvents {

    private final ObjectMapper json;
    private final Problems problems;
    private final ImageAnswers answers;
    private final Pictures pictures;

    ImageEvents(ObjectMapper json, Problems problems, ImageAnswers answers, Pictures pictures) {
        this.json = json;
        this.problems = problems;
        this.answers = answers;
        this.pictures = pictures;
    }

    /**
     * What one event of a job is on the wire; mostly nothing.
     *
     * @throws dev.kintsugi.recovery.failure.TypedException session_error if the job was stopped
     */
    List<String> write(Job job, ImageRequest request, JobEvent event) {
        return switch (event.what()) {
            case JobEvent.Progressed progressed
            when progressed.progress() instanceof Progress.Preview preview ->
                List.of(partial(job, request, event, preview));
            case JobEvent.Completed completed -> completed(job, request, event, completed);
            case JobEvent.Failed failed -> {
                var problem = problems.of(event.job(), failed.outcome(), "/v1/images/generations");
                yield List.of(error(problem));
            }
            case JobEvent.Recovering recovering ->
                List.of(frame(
                        "kintsugi.recovery",
                        Map.of("type", "kintsugi.recovery", "step", TrailView.of(recovering.step()))));
            case JobEvent.Cancelled _ -> throw CancelledJob.of(job);
            case JobEvent.Queued _, JobEvent.Started _, JobEvent.Progressed _ -> List.of();
        };
    }

    private String partial(Job job, ImageRequest request, JobEvent event, Progress.Preview preview) {
        var body = picture("image_generation.partial_image", job, request, event, base64(job, preview));
        body.put("size", job.plan().work(ImageWork.class).size().toString());
        body.put("partial_image_index", preview.index());
        return frame("image_generation.partial_image", body);
    }

    private List<String> completed(Job job, ImageRequest request, JobEvent event, JobEvent.Completed completed) {
        var texts = pictures.of(job, completed.result());
        var provenance = answers.provenance(job, request, completed, texts);
        var artifacts = completed.result().artifacts();
        var frames = new ArrayList<String>();
        for (int i = 0; i < artifacts.size(); i++) {
            var body = picture(
                    "image_generation.completed",
                    job,
                    request,
                    event,
                    texts.base64().get(i));
            body.put("size", ImageFacts.of(artifacts.get(i).facts()).size().toString());
            body.put("usage", ImageAnswer.Usage.of(artifacts));
            body.put("kintsugi", provenance);
            frames.add(frame("image_generation.completed", body));
        }
        return frames;
    }

    private String base64(Job job, Progress.Preview preview) {
        return Base64.getEncoder().encodeToString(pictures.encode(job, preview.content()));
    }

    private static Map<String, Object> picture(
            String type, Job job, ImageRequest request, JobEvent event, String base64) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type);
        body.put("b64_json", base64);
        body.put("created_at", event.at().getEpochSecond());
        body.put("quality", ImageAnswers.quality(request));
        body.put("background", "opaque");
        body.put("output_format", Pictures.format(job).code());
        return body;
    }

    /** The last frame of a stream that cannot tell of a picture. */
    String error(Problem problem) {
        return frame("error", OpenAiError.of(problem));
    }

    private String frame(String event, Object data) {
        try {
            return "event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written", e);
        }
    }
}
