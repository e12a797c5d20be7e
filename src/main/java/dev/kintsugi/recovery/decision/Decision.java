package dev.kintsugi.recovery.decision;

/** What the {@link Decider} says. */
public sealed interface Decision<P> {

    /** Do this and try again. */
    record Apply<P>(Remedy<P> remedy) implements Decision<P> {}

    /** The last failure is the answer. */
    record GiveUp<P>(Reason reason) implements Decision<P> {}

    /** Why nothing more is tried. */
    enum Reason {
        /** The caller's {@link RecoveryPolicy} allows nothing that would help. */
        POLICY,
        /** All attempts are used up. */
        ATTEMPTS,
        /** The time is used up. */
        DEADLINE,
        /** The caller's own deadline has passed: the answer is of no use any more. */
        EXPIRED,
        /** Several different strategies did not help: a person is needed. */
        STRATEGIES,
        /** Only the same again could help, and all operations together try too much again already. */
        RETRIES,
        /** Nothing is left that could help. */
        NOTHING_LEFT
    }
}
