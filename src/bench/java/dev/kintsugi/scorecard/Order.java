package dev.kintsugi.scorecard;

import java.util.LinkedHashMap;
import java.util.Map;

/** A picture to ask for; the prompt and the seed are always the same. */
record Order(String model, String size, int steps) {

    static final String FULL = "shapes-diffusion";

    /** The smallest picture, drawn in two steps. */
    static final Order SMALL = of("64x64", 2);

    static Order of(String size, int steps) {
        return new Order(FULL, size, steps);
    }

    Order from(String other) {
        return new Order(other, size, steps);
    }

    Map<String, Object> body(Pass pass) {
        var body = new LinkedHashMap<String, Object>();
        body.put("model", model);
        body.put("prompt", "a large red star on a blue background");
        body.put("seed", 7);
        body.put("size", size);
        body.put("steps", steps);
        body.put("recovery", pass.recovery());
        return body;
    }
}
