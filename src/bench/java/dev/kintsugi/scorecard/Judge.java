package dev.kintsugi.scorecard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Says what became of a request: pure.
 *
 * @param references how each picture looks that is drawn where nothing is wrong, by size and steps
 */
record Judge(Map<String, byte[]> references) {

    private static final int UNAVAILABLE = 503;
    private static final int TOO_MANY = 429;

    /** What became of a request, and why where that is bad. */
    record Judgement(Verdict verdict, String why) {}

    Judgement judge(Scenario scenario, Answer answer) {
        return switch (answer) {
            case Answer.Silence _ -> new Judgement(Verdict.HUNG, "");
            case Answer.Cut cut -> new Judgement(Verdict.LOST, cut.why());
            case Answer.WentAway gone ->
                gone.leftNothingBehind()
                        ? new Judgement(Verdict.WELL, "")
                        : new Judgement(Verdict.HUNG, "something runs on after the client went away");
            case Answer.Replied replied ->
                replied.status() == 200 ? picture(scenario, replied) : error(scenario, replied);
        };
    }

    private Judgement picture(Scenario scenario, Answer.Replied replied) {
        var body = replied.body();
        var how = body.path("kintsugi");
        if (!scenario.mayBeDrawn()) {
            return wrong("drawn although it cannot be", body);
        }
        if (!isWhole(png(body), body.path("size").asText())) {
            return wrong("not a whole picture", how);
        }
        if (how.path("was_fallback").asBoolean() || !how.path("degraded").isEmpty()) {
            return how.path("warnings").isEmpty()
                    ? wrong("degraded without a warning", how)
                    : new Judgement(Verdict.DEGRADED, "");
        }
        var reference = references.get(key(scenario.order()));
        return Arrays.equals(png(body), reference)
                ? new Judgement(Verdict.WELL, "")
                : wrong("another picture without a word", how);
    }

    private static Judgement error(Scenario scenario, Answer.Replied replied) {
        var error = replied.body().path("error");
        var problem = error.path("kintsugi");
        if (!scenario.codes().contains(error.path("code").asText())) {
            return wrong("code", error);
        }
        if (replied.status() != problem.path("status").asInt()
                || problem.path("title").asText().isEmpty()
                || problem.path("suggestions").isEmpty()) {
            return wrong("says too little", error);
        }
        var temporary = Set.of(UNAVAILABLE, TOO_MANY).contains(replied.status())
                && problem.path("retryable").asBoolean();
        return temporary && !replied.saysWhen()
                ? wrong("does not say when to come back", error)
                : new Judgement(Verdict.CLEAR_ERROR, "");
    }

    private static Judgement wrong(String what, JsonNode seen) {
        return new Judgement(Verdict.WRONG, what + ": " + seen);
    }

    static String key(Order order) {
        return order.size() + "/" + order.steps();
    }

    static byte[] png(JsonNode body) {
        return Base64.getDecoder().decode(body.at("/data/0/b64_json").asText());
    }

    private static boolean isWhole(byte[] png, String size) {
        try {
            var picture = ImageIO.read(new ByteArrayInputStream(png));
            return picture != null && size.equals(picture.getWidth() + "x" + picture.getHeight());
        } catch (IOException e) {
            return false; // that is what is asked
        }
    }
}
