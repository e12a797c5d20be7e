package dev.kintsugi.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kintsugi.faults.fault.Boundary;
import dev.kintsugi.faults.fault.FaultKind;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A boundary as clients see it.
 *
 * @param boundary its name
 * @param available whether faults can be injected there
 * @param obstacle why not; left out if they can
 * @param kinds what can go wrong there, each with what is done
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "FaultBoundary")
record BoundaryView(
        String boundary, boolean available, @Nullable String obstacle, Map<String, String> kinds) {

    static BoundaryView of(Boundary boundary) {
        var obstacle = boundary.obstacle();
        return new BoundaryView(
                boundary.code(),
                obstacle.isEmpty(),
                obstacle.orElse(null),
                boundary.kinds().stream()
                        .collect(Collectors.toMap(
                                FaultKind::code, FaultKind::text, (one, other) -> one, LinkedHashMap::new)));
    }
}
