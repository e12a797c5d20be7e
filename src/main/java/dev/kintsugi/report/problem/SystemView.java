package dev.kintsugi.report.problem;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How the service was when something failed.
 *
 * @param level of service: full, reduced or minimal
 * @param waiting jobs that wait
 * @param running jobs that run
 * @param workers how many jobs may run at the same time
 * @param load of the last seconds, 0 to 1
 * @param degraded features that are not whole, by name
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "SystemState")
record SystemView(String level, int waiting, int running, int workers, double load, List<String> degraded) {}
