package dev.kintsugi.api.call;

import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.drain.RestartRefusal;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that are not answered yet. At the end of the service they are waited for, new ones are refused with 503, and
 * what is left is answered with 503: no connection is cut while a caller waits. Quarkus would wait as well, but counts
 * each connection that ever became a WebSocket as a call that never ends, and cuts HTTP/1.1 when its time is over.
 */
@ApplicationScoped
public class InFlightRequests {

    private static final int FIRST = 950; // after Correlation
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final String FOLLOWS = "kintsugi.follows";

    private final Set<RoutingContext> calls = ConcurrentHashMap.newKeySet();
    private final DrainState drainState;
    private final Refusals refusals;
    private final Duration most;

    InFlightRequests(DrainState drainState, Refusals refusals, CallSettings settings) {
        this.drainState = drainState;
        this.refusals = refusals;
        this.most = settings.drain();
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    private void count(RoutingContext call) {
        if (!becomesWebSocket(call.request())) {
            calls.add(call); // before the look at the state: the end sees either the call or nothing to wait for
            call.addEndHandler(_ -> calls.remove(call));
            call.addHeadersEndHandler(_ -> tellThatItCloses(call));
        }
        if (drainState.isClosed() && !isForOperators(call)) {
            refusals.answer(call, RestartRefusal.get());
        } else {
            call.next();
        }
    }

    /** An answer that goes out while the service ends is the last one of its connection. HTTP/2 has no such header. */
    private void tellThatItCloses(RoutingContext call) {
        if (drainState.isClosed() && call.request().version() != HttpVersion.HTTP_2) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Probes and metrics are answered to the end. */
    private static boolean isForOperators(RoutingContext call) {
        return call.normalizedPath().startsWith("/q/");
    }

    /** Many clients offer HTTP/2 with the same header: they are waiting for an answer all the same. */
    private static boolean becomesWebSocket(HttpServerRequest request) {
        return HttpHeaders.WEBSOCKET.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** This call only watches: the end does not wait for it, but tells it at the very end. */
    public static void follows(RoutingContext call) {
        call.put(FOLLOWS, true);
    }

    /** How long both waits take at most. */
    public Duration longest() {
        return most.plus(LAST_WORDS.multipliedBy(2));
    }

    /** Waits until all calls are answered that wait for a result, at most {@code kintsugi.calls.drain}. */
    public void await() {
        drainState.await(() -> calls.stream().allMatch(call -> call.get(FOLLOWS) != null), most);
    }

    /** Waits for the last words of all calls, after {@link DrainState#answerAll}; answers what has none of its own. */
    public void answerAll() {
        if (drainState.awaitSurely(calls::isEmpty, LAST_WORDS)) {
            return;
        }
        var left = List.copyOf(calls);
        Log.infof("%d calls are answered with 503: the service ends", left.size());
        left.forEach(call -> call.vertx().runOnContext(_ -> refusals.answer(call, RestartRefusal.get())));
        if (!drainState.awaitSurely(calls::isEmpty, LAST_WORDS)) {
            Log.warnf("the service ends although %d calls cannot be answered: they do not read", calls.size());
        }
    }
}
