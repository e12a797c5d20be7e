package dev.kintsugi.api.call;

import dev.kintsugi.api.AskedKind;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.report.problem.RetryAfter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Tells with every answer to a request for work how much room the queue has (draft-ietf-httpapi-ratelimit-headers-10): how
 * many more of its kind would be accepted, and in how many seconds there will be more room.
 */
@ApplicationScoped
class QueueHeaders {

    private static final int PRIORITY = 900;
    private static final Pattern WORK = Pattern.compile("/v1/(jobs|images/generations)");

    private final QueueStatus queue;

    QueueHeaders(QueueStatus queue) {
        this.queue = queue;
    }

    void register(@Observes Filters filters) {
        filters.register(this::announce, PRIORITY);
    }

    private void announce(RoutingContext call) {
        if (call.request().method().equals(HttpMethod.POST)
                && WORK.matcher(call.normalizedPath()).matches()) {
            call.addHeadersEndHandler(_ -> tell(call));
        }
        call.next();
    }

    private void tell(RoutingContext call) {
        var kind = AskedKind.of(call);
        var room = queue.room(kind);
        call.response()
                .putHeader("RateLimit-Policy", "\"queue\";q=" + queue.capacity(kind))
                .putHeader("RateLimit", "\"queue\";r=" + room + ";t=" + seconds(call, kind, room));
    }

    /** While there is no room these are the seconds of the answer's Retry-After, and never none. */
    private long seconds(RoutingContext call, WorkKind kind, int room) {
        var wait = queue.estimatedWait(kind).orElse(Duration.ZERO);
        var told = call.response().headers().get("Retry-After");
        if (room > 0) {
            return wait.toSeconds();
        }
        return told == null ? RetryAfter.seconds(wait) : Long.parseLong(told);
    }
}
