package dev.kintsugi.recovery.trail;

/** Receives every step of a recovery, when it begins and when it ends. Must not block. */
@FunctionalInterface
public interface RecoveryListener {

    void onStep(TrailStep step);
}
