package dev.kintsugi.api.call;

import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The limits of size and of time that bodies of requests have. However slowly one comes, only memory is held, and no
 * thread: that is so because operations with a body are not blocking and go on elsewhere, see {@link WorkerDispatch}. REST waits
 * for the bodies of blocking ones on worker threads, until none is left. What large ones take together is limited to a share of
 * the Java heap, and more are refused with 503 before they are read.
 */
@ApplicationScoped
class Bodies {

    private static final int AFTER_CORRELATION = 900;
    private static final int TIMEOUT = 408;
    private static final int TOO_LARGE = 413;

    /** Bodies of each kind have one part in so many of the Java heap: one that is understood takes several times its length. */
    private static final int SHARE_OF_HEAP = 32;

    private final Refusals refusals;
    private final long most;
    private final Duration longest;
    private final BodyMemory memory;

    /** For those whose length is not told before: any of them may be as long as is allowed. */
    private final BodyMemory streamed;

    /** Only a body whose length is not told before can turn out to be too large. */
    private final BodyHandler whole;

    Bodies(
            Refusals refusals,
            CallSettings settings,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.refusals = refusals;
        this.most = most.asLongValue();
        this.longest = settings.body();
        var share = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        this.memory = new BodyMemory(share);
        this.streamed = new BodyMemory(share);
        this.whole = BodyHandler.create(false).setBodyLimit(this.most);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_CORRELATION);
    }

    private void check(RoutingContext call) {
        var body = new AnnouncedBody(call.request());
        if (body.length() > most) {
            refusals.answer(call, new ClientErrorException(TOO_LARGE));
            return;
        }
        if (!body.isExpected()) {
            call.next();
            return;
        }
        var share = body.isStreamed() ? streamed.take(most) : memory.take(body.length());
        share.ifPresentOrElse(taken -> read(call, body, taken), () -> refuse(call));
    }

    private void read(RoutingContext call, AnnouncedBody body, BodyMemory.Share share) {
        call.addEndHandler(_ -> share.giveBack());
        limitTime(call);
        if (body.isStreamed()) {
            call.request().end().onSuccess(_ -> {
                if (call.request().bytesRead() <= BodyMemory.SMALL) {
                    share.giveBack(); // it could have been large
                }
            });
        }
        if (body.hasLength() || body.isLimitedByRest()) {
            call.addHeadersEndHandler(_ -> withoutConnection(call));
            call.next();
        } else {
            whole.handle(call);
        }
    }

    /** What REST says of the connection when a body is too large is an error in HTTP/2 (RFC 9113, 8.2.2). */
    private static void withoutConnection(RoutingContext call) {
        if (call.request().version() == HttpVersion.HTTP_2) {
            call.response().headers().remove(HttpHeaders.CONNECTION);
        }
    }

    private void refuse(RoutingContext call) {
        refusals.answer(
                call,
                new TypedException(
                        FailureType.MODEL_OVERLOADED,
                        "So many large requests are being received that there is no memory for another one now; send it"
                                + " again in a moment."));
    }

    private void limitTime(RoutingContext call) {
        var timer = call.vertx().setTimer(longest.toMillis(), _ -> {
            if (!call.request().isEnded()) {
                refusals.answer(call, new ClientErrorException(TIMEOUT));
            }
        });
        call.request().end().onComplete(_ -> call.vertx().cancelTimer(timer));
        call.addEndHandler(_ -> call.vertx().cancelTimer(timer));
    }
}
