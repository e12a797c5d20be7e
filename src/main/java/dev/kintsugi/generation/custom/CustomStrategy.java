package dev.kintsugi.generation.custom;

import dev.kintsugi.recovery.failure.Failure;
import io.smallrye.mutiny.Uni;

/**
 * A strategy of your own. A CDI bean of this type is called when a generation failed in a way that it handles: where the
 * kind of failure has {@code custom} among its strategies there, otherwise after all others and before a person is asked.
 * About one request it is asked once.
 */
interface CustomStrategy {

    /** What it is called in the trail. */
    String name();

    /** Whether it may help with such a failure. Quick, and always the same for the same failure. */
    boolean answers(Failure failure);

    /**
     * What to do. Blocking work belongs on another thread ({@code runSubscriptionOn}); a failure of the Uni means
     * that it cannot help, and {@link dev.kintsugi.recovery.failure.TypedException} says why in words for the caller.
     */
    Uni<Suggestion> suggest(Consultation about);
}
