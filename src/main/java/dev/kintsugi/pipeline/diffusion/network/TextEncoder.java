package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.util.Arrays;
import java.util.Map;

/** Turns token ids into what the UNet attends to. Network: input_ids [b, n] → last_hidden_state [b, n, width]. */
public record TextEncoder(Session session) {

    private static final String COMPONENT = "text_encoder";
    private static final String IDS = "input_ids";
    private static final String STATE = "last_hidden_state";

    /** @return the hidden state, flat: n × width */
    public float[] encode(long[] ids, RunHandle handle) {
        var specs = new NetworkSignature(COMPONENT, session);
        var spec = specs.input(IDS);
        specs.output(STATE);
        specs.require(spec, 1, ids.length, "tokens");
        var batch = NetworkSignature.batch(spec, 1);
        try (var scope = new TensorScope()) {
            var tensor = scope.allocate(spec.type(), batch, ids.length);
            var rows = new long[batch * ids.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = ids[i % ids.length];
            }
            tensor.writeIntegers(rows);
            var states = session.compute(Map.of(IDS, tensor), STATE, handle);
            return FiniteCheck.require(COMPONENT, Arrays.copyOf(states, states.length / batch));
        }
    }
}
