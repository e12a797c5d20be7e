package dev.kintsugi.report.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.pipeline.picture.PictureEncoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Artifacts in the form in which they are sent. One that was encoded is kept for a short time: those who fetch it in parts ask
 * many times. Must not run on an event loop.
 */
@ApplicationScoped
public class SentPictures {

    private static final long MOST_BYTES = 16L << 20;
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final PictureEncoder encoder;
    private final Cache<String, byte[]> encoded = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((String tag, byte[] file) -> file.length)
            .expireAfterAccess(KEPT)
            .executor(Runnable::run)
            .build();

    SentPictures(PictureEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The file that is sent.
     *
     * @param kept as it is kept
     * @throws dev.kintsugi.recovery.failure.TypedException as {@link PictureEncoder#encode}
     */
    public byte[] of(ArtifactRef artifact, SentArtifact sent, byte[] kept) {
        return sent.encoding()
                .map(encoding -> encoded.get(sent.tag(artifact), _ -> encoder.encode(kept, encoding)))
                .orElse(kept);
    }
}
