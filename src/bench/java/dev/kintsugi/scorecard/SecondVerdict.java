package dev.kintsugi.scorecard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;

/** An answer is called good, then bad: only the first counts, and the second is told so. */
record SecondVerdict() implements Scenario.Call {

    @Override
    public List<Answer> ask(Client client, Order order, Pass pass) {
        if (!(client.draw(order.body(pass)) instanceof Answer.Replied drawn)) {
            return List.of(new Answer.Cut("the picture to judge was not answered"));
        }
        var feedback = "/v1/jobs/" + drawn.body().at("/kintsugi/job").asText() + "/feedback";
        client.send(feedback, Map.of("verdict", "good")).join();
        return List.of(
                switch (client.send(feedback, Map.of("verdict", "bad")).join()) {
                    case Answer.Replied problem -> inEnvelope(problem);
                    case Answer other -> other;
                });
    }

    /** A problem document as OpenAI's envelope has it inside. */
    private static Answer inEnvelope(Answer.Replied problem) {
        var envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error")
                .put("code", problem.body().path("code").asText())
                .set("kintsugi", problem.body());
        return new Answer.Replied(problem.status(), envelope, problem.saysWhen());
    }
}
