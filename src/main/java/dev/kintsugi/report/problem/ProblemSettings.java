package dev.kintsugi.report.problem;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much problem documents tell. */
@ConfigMapping(prefix = "kintsugi.problems")
interface ProblemSettings {

    /**
     * Whether problem documents contain the internal text of failures, with names of classes and files. For development
     * only.
     */
    @WithDefault("false")
    boolean technical();
}
