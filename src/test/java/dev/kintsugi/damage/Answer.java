package dev.kintsugi.damage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What a client got.
 *
 * @param status of HTTP; 0 if there was no answer in time, -1 if the connection broke
 */
record Answer(int status, JsonNode body) {

    byte[] png() {
        return Base64.getDecoder().decode(body.at("/data/0/b64_json").asText());
    }

    List<String> warnings() {
        return StreamSupport.stream(body.at("/kintsugi/warnings").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Judged by the answer of the same request on an undamaged model. */
    Verdict against(Answer right) {
        return switch (status) {
            case 0 -> Verdict.HUNG;
            case -1 -> Verdict.DEAD;
            case 200 -> {
                if (Arrays.equals(png(), right.png())) {
                    yield Verdict.RIGHT;
                }
                var told = !body.at("/kintsugi/degraded").isEmpty()
                        || body.at("/kintsugi/was_fallback").asBoolean()
                        || !right.warnings().containsAll(warnings());
                yield told ? Verdict.DEGRADED : Verdict.WRONG;
            }
            default -> {
                var code = body.at("/error/code").asText(body.path("code").asText());
                yield code.isEmpty() || code.equals("internal_error") ? Verdict.UNCLEAR_ERROR : Verdict.CLEAR_ERROR;
            }
        };
    }

    @Override
    public String toString() {
        return switch (status) {
            case 0 -> "no answer in time";
            case -1 -> "the connection broke";
            case 200 ->
                "200 " + body.at("/kintsugi/model_used").asText() + " degraded "
                        + body.at("/kintsugi/degraded") + " trail "
                        + body.at("/kintsugi/trail").findValuesAsText("failure") + " warnings " + warnings();
            default ->
                status + " " + body.at("/error/code").asText() + ": "
                        + body.at("/error/message").asText(body.toString());
        };
    }
}
