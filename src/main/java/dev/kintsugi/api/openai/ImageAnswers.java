package dev.kintsugi.api.openai;

import dev.kintsugi.api.openai.ImageAnswer.Image;
import dev.kintsugi.api.openai.ImageAnswer.Usage;
import dev.kintsugi.job.Artifacts;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobService;
import dev.kintsugi.job.KeptArtifact;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.report.Provenance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Writes completed jobs as OpenAI's answers. */
@ApplicationScoped
class ImageAnswers {

    private final JobService jobs;
    private final Artifacts contents;

    ImageAnswers(JobService jobs, Artifacts contents) {
        this.jobs = jobs;
        this.contents = contents;
    }

    ImageAnswer answer(Job job, ImageRequest request, JobEvent event, JobEvent.Completed completed, String baseUrl) {
        var artifacts = completed.result().artifacts();
        var images = new ArrayList<Image>();
        for (int i = 0; i < artifacts.size(); i++) {
            images.add(
                    request.asUrl()
                            ? new Image(null, baseUrl + "/v1/jobs/" + job.id() + "/artifacts/" + i + ".png")
                            : new Image(base64(artifacts.get(i)), null));
        }
        return new ImageAnswer(
                event.at().getEpochSecond(),
                images,
                "png",
                artifacts.getFirst().size().toString(),
                quality(request),
                "opaque",
                Usage.NONE,
                provenance(job, request, completed));
    }

    /** The content of a picture as text; reads a file. */
    String base64(KeptArtifact artifact) {
        var content = contents.content(artifact)
                .orElseThrow(() -> new TypedException(
                        FailureType.STATE_LOAD_FAILED, "the picture is not kept any more, or was damaged"));
        return Base64.getEncoder().encodeToString(content);
    }

    Provenance provenance(Job job, ImageRequest request, JobEvent.Completed completed) {
        var warnings = new ArrayList<String>();
        request.unknownFields()
                .forEach(field -> warnings.add("The field '" + field + "' is not known and was ignored."));
        warnings.addAll(jobs.warnings(job.id()));
        return Provenance.of(job, completed.outcome(), completed.result(), completed.took(), List.copyOf(warnings));
    }

    static String quality(ImageRequest request) {
        var quality = request.quality();
        return quality == null ? "auto" : quality;
    }
}
