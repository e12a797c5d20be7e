package dev.kintsugi.report.status;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of jobs, and what failed.
 *
 * @param completed without any failure
 * @param recovered after failures, with exactly what was asked for
 * @param degraded with less than was asked for
 * @param failed with an error
 * @param failures how often each kind of failure was met, whatever became of it, by code: those of refused requests too
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "RecentFailures")
record FailuresView(long completed, long recovered, long degraded, long failed, Map<String, Long> failures) {

    public FailuresView {
        failures = Map.copyOf(failures);
    }
}
