package dev.kintsugi.pipeline;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;

/** The executor for work that blocks on files. */
@Qualifier
@Retention(RUNTIME)
public @interface Blocking {}
