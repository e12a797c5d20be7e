package dev.kintsugi.api;

import dev.kintsugi.access.KeyMask;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives every call an id that the caller can quote: {@code X-Correlation-ID} if it is sent, else the trace id of
 * {@code traceparent} (W3C Trace Context), else a new one. It is always returned and stands in every log line.
 */
@ApplicationScoped
public class Correlation {

    public static final String HEADER = "X-Correlation-ID";

    private static final String KEY = "kintsugi.correlation";
    private static final int EARLY = 1000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private final RandomGenerator random;

    Correlation(RandomGenerator random) {
        this.random = random;
    }

    void register(@Observes Filters filters) {
        filters.register(this::identify, EARLY);
    }

    /** The id of this call. */
    public static String of(RoutingContext call) {
        String id = call.get(KEY);
        return id == null ? "" : id;
    }

    /** Identifies a call that was refused before it came here. */
    public void require(RoutingContext call) {
        if (of(call).isEmpty()) {
            var id = choose(call);
            call.put(KEY, id);
            call.response().putHeader(HEADER, id);
        }
    }

    private void identify(RoutingContext call) {
        var id = choose(call);
        call.put(KEY, id);
        call.response().putHeader(HEADER, id);
        MDC.put("correlation_id", id);
        call.next();
    }

    private String choose(RoutingContext call) {
        var given = call.request().getHeader(HEADER);
        if (given != null && ID.matcher(given).matches() && KeyMask.mask(given).equals(given)) {
            return given;
        }
        var parent = call.request().getHeader("traceparent");
        if (parent != null) {
            var trace = TRACE.matcher(parent);
            if (trace.matches()) {
                return trace.group(1);
            }
        }
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
