package dev.kintsugi.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of a submission that jobs of its kind do not have: they are ignored, and its answer says so in {@code warnings}. */
final class UnusedFields {

    private UnusedFields() {}

    /** One warning for each, in order. */
    static List<String> warnings(Submission submission) {
        var fields = submission.asksForTensor() ? ofImages(submission) : ofTensors(submission);
        return fields.entrySet().stream()
                .filter(field -> field.getValue() != null)
                .map(field -> "The field '" + field.getKey() + "' has no effect for this kind of job.")
                .toList();
    }

    private static Map<String, @Nullable Object> ofImages(Submission submission) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("prompt", submission.prompt());
        fields.put("n", submission.n());
        fields.put("size", submission.size());
        fields.put("quality", submission.quality());
        fields.put("steps", submission.steps());
        fields.put("guidance", submission.guidance());
        fields.put("seed", submission.seed());
        fields.put("negative_prompt", submission.negativePrompt());
        fields.put("scheduler", submission.scheduler());
        fields.put("previews", submission.previews());
        fields.put("output_format", submission.outputFormat());
        fields.put("output_compression", submission.outputCompression());
        return fields;
    }

    private static Map<String, @Nullable Object> ofTensors(Submission submission) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("network", submission.network());
        fields.put("inputs", submission.inputs());
        return fields;
    }
}
