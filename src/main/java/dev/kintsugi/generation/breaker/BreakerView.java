package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.runtime.device.Device;

/**
 * How one breaker stands, for those who look on.
 *
 * @param model whose
 * @param device where
 * @param state how
 */
public record BreakerView(ModelId model, Device device, BreakerState state) {}
