package dev.kintsugi.faults;

import dev.kintsugi.faults.fault.FaultView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer of {@code GET /admin/faults}.
 *
 * @param boundaries what can be injected
 * @param faults what was asked for
 */
@RegisterForReflection
@Schema(name = "FaultList")
record FaultsView(List<BoundaryView> boundaries, List<FaultView> faults) {}
