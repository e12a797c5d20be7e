package dev.kintsugi.report.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.ArtifactContent;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.artifact.Artifacts;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What jobs gave, as their last event tells it: each kind has its own form. */
@ApplicationScoped
class Results {

    private static final String OUTPUTS = "outputs";

    /**
     * What a job gave.
     *
     * @param name of the field that has it
     * @param value of that field
     * @param warnings what to say of it
     */
    record View(String name, Object value, List<String> warnings) {}

    private final Pictures pictures;
    private final Artifacts artifacts;
    private final ObjectMapper json;

    Results(Pictures pictures, Artifacts artifacts, ObjectMapper json) {
        this.pictures = pictures;
        this.artifacts = artifacts;
        this.json = json;
    }

    /** The field that says which of a job's items is meant. */
    static String item(Work work) {
        return switch (work) {
            case ImageWork _ -> "image";
            case TensorWork _ -> "item";
        };
    }

    /**
     * Reads files, and so blocks.
     *
     * @throws TypedException state_load_failed if one is lost and cannot be made again
     */
    View of(Job job, JobResult result) {
        return switch (result.plan().work()) {
            case ImageWork _ -> images(job, result);
            case TensorWork _ -> outputs(job, result, result.artifacts().getFirst());
        };
    }

    private View images(Job job, JobResult result) {
        var texts = pictures.of(job, result);
        var images = IntStream.range(0, result.artifacts().size())
                .mapToObj(i -> image(
                        texts.base64().get(i),
                        ImageFacts.of(result.artifacts().get(i).facts())))
                .toList();
        return new View("images", images, texts.warnings());
    }

    private static Map<String, Object> image(String base64, ImageFacts facts) {
        return Map.of("b64_json", base64, "size", facts.size().toString(), "seed", facts.seed());
    }

    private View outputs(Job job, JobResult result, ArtifactRef artifact) {
        var content = artifacts
                .content(job, result, artifact)
                .orElseThrow(() -> new TypedException(
                        FailureType.STATE_LOAD_FAILED, "the outputs are not kept any more, or were damaged"));
        try {
            return new View(
                    OUTPUTS,
                    json.readTree(content.bytes()).path(OUTPUTS),
                    content.regenerated() ? List.of(ArtifactContent.WARNING) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
