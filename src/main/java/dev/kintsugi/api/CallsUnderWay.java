package dev.kintsugi.api;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * At the end of the service the calls that are under way are answered first, where that does not take too long. Quarkus
 * would do the same, but counts each connection that ever became a WebSocket as a call that never ends.
 */
@ApplicationScoped
class CallsUnderWay {

    private static final int FIRST = 2000;
    private static final Duration LOOK = Duration.ofMillis(10);

    private final AtomicInteger calls = new AtomicInteger();
    private final Duration most;
    private volatile boolean ending;

    CallsUnderWay(CallSettings settings) {
        this.most = settings.drain();
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    private void count(RoutingContext call) {
        if (!becomesWebSocket(call.request())) {
            calls.incrementAndGet();
            call.addEndHandler(_ -> calls.decrementAndGet());
            if (ending && call.request().version() != HttpVersion.HTTP_2) { // which has no such header
                call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        }
        call.next();
    }

    /** Many clients offer HTTP/2 with the same header: they are waiting for an answer all the same. */
    private static boolean becomesWebSocket(HttpServerRequest request) {
        return HttpHeaders.WEBSOCKET.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** Before jobs are given back: who waits for one is answered. */
    void end(@Observes @Priority(0) ShutdownEvent event) {
        ending = true;
        var until = System.nanoTime() + most.toNanos();
        while (calls.get() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (calls.get() > 0) {
            Log.warnf("the service ends although %d calls are not answered", calls.get());
        }
    }
}
