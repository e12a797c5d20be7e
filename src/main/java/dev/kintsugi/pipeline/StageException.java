package dev.kintsugi.pipeline;

import dev.kintsugi.recovery.failure.HasPhase;

/** A stage failed. */
public final class StageException extends RuntimeException implements HasPhase {

    private final Stage stage;

    public StageException(Stage stage, Throwable cause) {
        super(stage.code() + " failed", cause);
        this.stage = stage;
    }

    @Override
    public String phase() {
        return stage.code();
    }
}
