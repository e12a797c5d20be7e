package dev.kintsugi.runtime;

import dev.kintsugi.runtime.session.TinyModel;
import java.util.List;

/** A UNet whose weights should lie in a file beside it that is not there. */
public final class NetworkWithoutWeights {

    private NetworkWithoutWeights() {}

    public static byte[] bytes() {
        return new TinyModel()
                .input("sample", TinyModel.FLOAT, -1, 4, -1, -1)
                .input("timestep", TinyModel.INT64, -1)
                .input("encoder_hidden_states", TinyModel.FLOAT, -1, -1, 128)
                .output("out_sample", TinyModel.FLOAT, -1, 4, -1, -1)
                .node("Add", List.of("sample", "w"), "out_sample")
                .external("w", "weights.bin", 16, 1, 4, 1, 1)
                .bytes();
    }
}
