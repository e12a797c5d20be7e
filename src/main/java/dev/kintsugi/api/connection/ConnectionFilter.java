package dev.kintsugi.api.connection;

import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import java.util.Optional;
import java.util.Set;

/**
 * Tells connections of the requests that they are used for, and answers 503 on one that was accepted although all others were in
 * use; operators and probes are answered on those as well.
 */
@ApplicationScoped
class ConnectionFilter {

    private static final int BEFORE_BODIES = 920;
    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final ConnectionAdmission admission;
    private final Refusals refusals;

    ConnectionFilter(ConnectionAdmission admission, Refusals refusals) {
        this.admission = admission;
        this.refusals = refusals;
    }

    void register(@Observes Filters filters) {
        Extension.enable(); // Netty asks for it when the server begins to listen, which is after this
        filters.register(this::use, BEFORE_BODIES);
    }

    /** It is in use once the whole request is there: a client that sends its body for hours does not block others. */
    private void use(RoutingContext call) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            channelOf(call).map(Channel::pipeline).ifPresent(pipeline -> check(call, pipeline));
        }
        var known = channelOf(call).flatMap(ConnectionAdmission::of);
        if (known.filter(Connection::isExtra).isPresent() && admission.isFull()) {
            if (!isForOperators(call)) {
                refusals.answer(call, new TypedException(FailureType.MODEL_OVERLOADED, admission.fullText()));
                return;
            }
            call.addHeadersEndHandler(_ -> closeAfterwards(call));
        }
        known.ifPresent(connection -> {
            var use = connection.uses().use();
            if (BODILESS.contains(call.request().method()) || call.request().isEnded()) {
                use.begin();
            } else {
                call.request().end().onSuccess(_ -> use.begin());
            }
            call.addEndHandler(_ -> use.end());
        });
        call.next();
    }

    private static void closeAfterwards(RoutingContext call) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static boolean isForOperators(RoutingContext call) {
        var path = call.normalizedPath();
        return path.startsWith("/q/") || path.equals("/v1/status");
    }

    private void check(RoutingContext call, ChannelPipeline pipeline) {
        if (call.request().headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            Frames.check(pipeline);
        } else {
            BrokenBodies.of(pipeline).expect(status -> refusals.answer(call, new ClientErrorException(status)));
        }
    }

    private static Optional<Channel> channelOf(RoutingContext call) {
        return call.request().connection() instanceof ConnectionBase base
                ? Optional.of(base.channel())
                : Optional.empty();
    }
}
