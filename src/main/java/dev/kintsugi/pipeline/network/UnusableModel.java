package dev.kintsugi.pipeline.network;

import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.failure.TypedException;

/** Why a model cannot be used, which is found out once and told to each caller. */
public record UnusableModel(TypedException why) {

    public static UnusableModel of(Model model, TypedException why) {
        return new UnusableModel(
                new TypedException(why.type(), "the model " + model.id() + " cannot be used: " + why.text(), why));
    }

    public String text() {
        return why.text();
    }

    /** A new exception for each caller. */
    public TypedException exception() {
        return new TypedException(why.type(), why.text(), why);
    }
}
