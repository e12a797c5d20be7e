package dev.kintsugi.api.openai;

import dev.kintsugi.api.openai.ImageAnswer.Image;
import dev.kintsugi.api.openai.ImageAnswer.Usage;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobService;
import dev.kintsugi.report.Provenance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Writes completed jobs as OpenAI's answers. */
@ApplicationScoped
class ImageAnswers {

    private final JobService jobs;

    ImageAnswers(JobService jobs) {
        this.jobs = jobs;
    }

    ImageAnswer answer(Job job, ImageRequest request, JobEvent event, JobEvent.Completed completed, String baseUrl) {
        var artifacts = completed.result().artifacts();
        var images = new ArrayList<Image>();
        for (int i = 0; i < artifacts.size(); i++) {
            images.add(
                    request.asUrl()
                            ? new Image(null, baseUrl + "/v1/jobs/" + job.id() + "/artifacts/" + i + ".png")
                            : new Image(
                                    Base64.getEncoder()
                                            .encodeToString(artifacts.get(i).png()),
                                    null));
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
