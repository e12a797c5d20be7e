package dev.kintsugi.report.event;

import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.job.ArtifactContent;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.artifact.Artifacts;
import dev.kintsugi.pipeline.picture.PictureEncoder;
import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.pipeline.picture.PictureFormat;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The pictures of jobs as text. */
@ApplicationScoped
public class Pictures {

    /**
     * All pictures of a job.
     *
     * @param base64 their files
     * @param warnings what to say of them
     */
    public record Texts(List<String> base64, List<String> warnings) {}

    private final Artifacts artifacts;
    private final PictureEncoder encoder;

    Pictures(Artifacts artifacts, PictureEncoder encoder) {
        this.artifacts = artifacts;
        this.encoder = encoder;
    }

    /** How the pictures of a job are sent; nothing for as they are kept. */
    public static Optional<PictureEncoding> encoding(Job job) {
        return switch (job.order().request()) {
            case ImageGeneration image -> image.encoding();
            case TensorGeneration _ -> Optional.empty();
        };
    }

    /** The format that the pictures of a job are sent in. */
    public static PictureFormat format(Job job) {
        return encoding(job).map(PictureEncoding::format).orElse(PictureFormat.PNG);
    }

    /** The path of an artifact, in the format that its job asked for. */
    public static String path(Job job, List<ArtifactRef> artifacts, int index) {
        var name = encoding(job)
                .map(encoding -> index + "." + encoding.format().code())
                .orElseGet(() -> artifacts.get(index).fileName(index));
        return "/v1/jobs/" + job.id() + "/artifacts/" + name;
    }

    /** A picture in the format of its job. Takes a while, and so must not be called on an event loop. */
    public byte[] encode(Job job, byte[] png) {
        return encoding(job).map(encoding -> encoder.encode(png, encoding)).orElse(png);
    }

    /**
     * Reads files, and so blocks.
     *
     * @throws TypedException state_load_failed if one is lost and cannot be computed again
     */
    public Texts of(Job job, JobResult result) {
        var contents = result.artifacts().stream()
                .map(picture -> artifacts
                        .content(job, result, picture)
                        .orElseThrow(() -> new TypedException(
                                FailureType.STATE_LOAD_FAILED, "the picture is not kept any more, or was damaged")))
                .toList();
        return new Texts(
                contents.stream()
                        .map(content -> Base64.getEncoder().encodeToString(encode(job, content.bytes())))
                        .toList(),
                contents.stream().anyMatch(ArtifactContent::regenerated)
                        ? List.of(ArtifactContent.WARNING)
                        : List.of());
    }
}
