package dev.kintsugi.pipeline.work;

import java.util.Map;

/**
 * What is to be made. Each kind of generation has its own record, which only the pipeline of that kind, its ladder, its
 * requests and its reports look into; all others see what is here.
 */
public sealed interface Work permits ImageWork, TensorWork {

    /** Its kind, of which no other record is. */
    WorkKind kind();

    /** The one network of its model that it computes; empty if it is what the model is made for. */
    String part();

    Cost cost();

    /** What it is in words, as the subject of a sentence, such as <q>A picture of 512x512</q>. */
    String title();

    /** The same and what decides how long it takes, such as <q>A picture of 512x512 in 20 steps</q>; singular. */
    String description();

    /** What it is computed with, by the names that requests have for it. */
    Map<String, String> parameters();

    /** What the caller wrote, which no log tells; empty if that is no text. */
    String text();

    /** The same without what costs nothing, such as words and seed: works of the same shape cost the same. */
    Work shape();

    /** This work, as large as another shape of its kind. */
    Work inShape(Work shape);

    /**
     * What tells it from works that are computed otherwise, in SHA-256: those that differ only in words and seed have the same.
     */
    String fingerprint();

    /** Whether what came of another work is an answer to this one, if nothing better is to be had. */
    boolean isAnsweredBy(Work other);

    /** What tells one result of equal works from another, such as a seed; empty if they are all the same. */
    String distinction();

    /** The same without what is of no use once it is computed: {@link #inShape} of the work that was asked for gives it again. */
    Work told();
}
