package dev.kintsugi.faults;

import dev.kintsugi.faults.fault.FaultView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The answer of {@code GET /admin/faults}.
 *
 * @param boundaries what can be injected
 * @param faults what was asked for
 */
@RegisterForReflection
record FaultsView(List<BoundaryView> boundaries, List<FaultView> faults) {}
