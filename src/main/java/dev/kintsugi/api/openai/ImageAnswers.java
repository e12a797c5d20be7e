package dev.kintsugi.api.openai;

import dev.kintsugi.api.openai.ImageAnswer.Image;
import dev.kintsugi.api.openai.ImageAnswer.Usage;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.report.event.Pictures;
import dev.kintsugi.report.event.Pictures.Texts;
import dev.kintsugi.report.event.Provenance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Writes completed jobs as OpenAI's answers. */
@ApplicationScoped
class ImageAnswers {

    private static final Texts NONE = new Texts(List.of(), List.of());

    private final JobService jobs;
    private final Pictures pictures;

    ImageAnswers(JobService jobs, Pictures pictures) {
        this.jobs = jobs;
        this.pictures = pictures;
    }

    ImageAnswer answer(Job job, ImageRequest request, JobEvent event, JobEvent.Completed completed, String baseUrl) {
        var artifacts = completed.result().artifacts();
        var texts = request.asUrl() ? NONE : pictures.of(job, completed.result());
        var images = new ArrayList<Image>();
        for (int i = 0; i < artifacts.size(); i++) {
            images.add(
                    request.asUrl()
                            ? new Image(null, baseUrl + Pictures.path(job, artifacts, i))
                            : new Image(texts.base64().get(i), null));
        }
        return new ImageAnswer(
                event.at().getEpochSecond(),
                images,
                Pictures.format(job).code(),
                ImageFacts.of(artifacts.getFirst().facts()).size().toString(),
                quality(request),
                "opaque",
                Usage.of(artifacts),
                provenance(job, request, completed, texts));
    }

    Provenance provenance(Job job, ImageRequest request, JobEvent.Completed completed, Texts texts) {
        var warnings = new ArrayList<>(request.warnings());
        warnings.addAll(jobs.warnings(job.id()));
        warnings.addAll(texts.warnings());
        return Provenance.of(job, completed.outcome(), completed.result(), completed.took(), List.copyOf(warnings));
    }

    static String quality(ImageRequest request) {
        var quality = request.quality();
        return quality == null ? "auto" : quality;
    }
}
