package dev.kintsugi.api;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The model that the body of a call names, as the caller wrote it. */
public final class AskedModel {

    private static final String KEY = "kintsugi.model";

    private AskedModel() {}

    /** Keeps the model that the body of a call names, if it names one. */
    public static void put(RoutingContext call, @Nullable String model) {
        if (model != null) {
            call.put(KEY, model);
        }
    }

    /** The model of a call; empty if its body names none, or was not read. */
    public static String of(RoutingContext call) {
        String model = call.get(KEY);
        return model == null ? "" : model;
    }
}
