package dev.kintsugi.report.metric;

import dev.kintsugi.pipeline.work.WorkKind;

/** Values of OpenTelemetry's conventions for generative AI (opentelemetry.io/docs/specs/semconv/gen-ai). */
public final class GenAi {

    /** The value of {@code gen_ai.provider.name}. */
    public static final String PROVIDER = "kintsugi";

    private GenAi() {}

    /** The value of {@code gen_ai.operation.name}: the conventions have none for tensors. */
    public static String operation(WorkKind kind) {
        return switch (kind) {
            case IMAGE -> "generate_content";
            case TENSOR -> "tensor";
        };
    }

    /** The value of {@code gen_ai.output.type}. */
    public static String output(WorkKind kind) {
        return switch (kind) {
            case IMAGE -> "image";
            case TENSOR -> "json";
        };
    }
}
