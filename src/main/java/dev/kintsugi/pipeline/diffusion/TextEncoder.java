package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.runtime.RunHandle;
import dev.kintsugi.runtime.Session;
import dev.kintsugi.runtime.TensorScope;
import java.util.Map;

/** Turns token ids into what the UNet attends to. Network: input_ids [1, n] → last_hidden_state [1, n, width]. */
record TextEncoder(Session session) {

    private static final String IDS = "input_ids";
    private static final String STATE = "last_hidden_state";

    /** @return the hidden state, flat: n × width */
    float[] encode(long[] ids, RunHandle handle) {
        try (var scope = new TensorScope()) {
            var spec = Specs.input(session, IDS);
            var tensor = scope.allocate(spec.type(), 1, ids.length);
            tensor.writeIntegers(ids);
            return session.compute(Map.of(IDS, tensor), STATE, handle);
        }
    }
}
