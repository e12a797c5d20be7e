package dev.kintsugi.ops.alert.channel;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Channels made from settings, as the service makes them. */
public final class Configured {

    private Configured() {}

    public static AlertSettings settings(Map<String, String> set) {
        var all = new HashMap<String, String>(Map.of("kintsugi.alerts.source", "host-1"));
        set.forEach((key, value) -> all.put("kintsugi.alerts." + key, value));
        return new SmallRyeConfigBuilder()
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withMapping(AlertSettings.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(AlertSettings.class);
    }

    public static List<Channel> channels(Vertx vertx, Map<String, String> set) {
        return new ConfiguredChannels(settings(set), vertx, Clock.systemUTC()).all();
    }
}
