package dev.kintsugi.scorecard;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.scorecard.Judge.Judgement;
import java.util.Map;

/**
 * One request and what became of it.
 *
 * @param scenario what was wrong
 * @param pass with or without recovery
 * @param judgement what became of it
 * @param trail what was done about it
 */
record Meeting(Scenario scenario, Pass pass, Judgement judgement, Trail trail) {

    static Meeting of(Scenario scenario, Pass pass, Answer answer, Judge judge) {
        var trail = answer instanceof Answer.Replied replied && replied.status() == 200
                ? Trail.of(replied.body().at("/kintsugi/trail"))
                : Trail.of(MissingNode.getInstance());
        return new Meeting(scenario, pass, judge.judge(scenario, answer), trail);
    }

    /** Whether there is any sign of the fault. */
    boolean metTheFault() {
        return judgement.verdict() != Verdict.WELL
                || !trail.steps().isEmpty()
                || scenario.type().equals("(client gone)")
                || scenario.call() instanceof LostPicture;
    }

    /** One line of a log in which everything can be looked up. */
    Map<String, Object> told() {
        return Map.of(
                "type", scenario.type(),
                "fault", scenario.what(),
                "recovery", pass.recovery(),
                "verdict", judgement.verdict(),
                "why", judgement.why(),
                "trail", trail.steps());
    }
}
