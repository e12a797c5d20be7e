package dev.kintsugi.runtime;

import java.util.List;

/** A network whose weights should lie in a file beside it that is not there. */
public final class NetworkWithoutWeights {

    private NetworkWithoutWeights() {}

    public static byte[] bytes() {
        return new TinyModel()
                .input("x", TinyModel.FLOAT, 1, 4)
                .output("y", TinyModel.FLOAT, 1, 4)
                .node("Add", List.of("x", "w"), "y")
                .external("w", "weights.bin", 16, 1, 4)
                .bytes();
    }
}
