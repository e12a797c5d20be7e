package dev.kintsugi.scorecard;

import java.util.List;
import java.util.Set;

/**
 * A kind of failure and one way to provoke it.
 *
 * @param type the kind of failure, as the taxonomy calls it, or a word in brackets where it is none
 * @param what is wrong, in plain words
 * @param setup of the service
 * @param repairable whether any repair could answer the request
 * @param codes with which an error may report it
 * @param times how often it is provoked in each pass
 * @param order the picture that is asked for
 * @param fault what is done before the request and undone after it
 * @param call how it is asked
 */
record Scenario(
        String type,
        String what,
        Setup setup,
        boolean repairable,
        Set<String> codes,
        int times,
        Order order,
        Fault fault,
        Call call) {

    /** How a client asks. */
    interface Call {
        List<Answer> ask(Client client, Order order, Pass pass) throws Exception;
    }

    static final Call DRAW = (client, order, pass) -> List.of(client.draw(order.body(pass)));

    /** A fault that a repair could answer. */
    static Scenario repairable(
            String type, String what, Setup setup, int times, Order order, Fault fault, String... otherCodes) {
        return new Scenario(type, what, setup, true, codes(type, otherCodes), times, order, fault, DRAW);
    }

    /** Something that only a person can put right: the caller, or who installed the model. */
    static Scenario clear(String type, String what, int times, Call call) {
        return new Scenario(type, what, Setup.PLAIN, false, Set.of(type), times, Order.SMALL, Fault.NONE, call);
    }

    private static Set<String> codes(String type, String... more) {
        var codes = new java.util.HashSet<>(List.of(more));
        codes.add(type);
        return codes;
    }

    /** Whether a picture is an answer at all: where only a person can put things right it is not. */
    boolean mayBeDrawn() {
        return repairable || type.equals("model_overloaded");
    }

    /** Whether anything is wrong at all: requests between the faults do not count as answered in spite of one. */
    boolean isFault() {
        return fault != Fault.NONE || !type.startsWith("(");
    }
}
