package dev.kintsugi.scorecard;

import dev.kintsugi.scorecard.Judge.Judgement;

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
                : Trail.of(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
        return new Meeting(scenario, pass, judge.judge(scenario, answer), trail);
    }
}
