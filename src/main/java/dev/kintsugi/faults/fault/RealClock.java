package dev.kintsugi.faults.fault;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The clock of the system, whatever faults of the clock there are. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface RealClock {}
