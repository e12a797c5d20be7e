package dev.kintsugi.generation.image;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Change;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells in trails what took the place of what was asked for, although no attempt failed. */
@ApplicationScoped
public class Substitutions {

    private final RequestCorrections corrections;
    private final Classification classification;

    Substitutions(RequestCorrections corrections, Classification classification) {
        this.corrections = corrections;
        this.classification = classification;
    }

    /** What was put right in a request before it could begin. */
    public void tellCorrections(Generation generation, ImageGeneration request) {
        corrections.tell(generation, request);
    }

    /** Something around a generation failed, and something else took its place. */
    public void tell(Generation generation, Throwable thrown, Change change) {
        var failure = classification.classify(thrown, generation.contextOfAcceptance());
        generation.incident().substituted(failure, change);
    }
}
