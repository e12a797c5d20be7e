package dev.kintsugi.api.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.api.error.UnreadableAnswer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All connections of clients. There is a limit to their number: a new client always gets one, if need be in the place of
 * the connection that was unused longest, so that idle clients do not block others, probes included.
 */
@ApplicationScoped
public class Connections {

    private static final int MOST = 10_000;
    private static final int BEFORE_BODIES = 920;
    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf("kintsugi.connection");

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicInteger closing = new AtomicInteger();
    private final ConnectionSettings settings;
    private final UnreadableAnswer answer;
    private final Refusals refusals;
    private final int most;

    Connections(ConnectionSettings settings, UnreadableAnswer answer, Refusals refusals) {
        this.refusals = refusals;
        this.settings = settings;
        this.answer = answer;
        this.most = settings.max() == 0 ? usual() : settings.max();
    }

    private static int usual() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (int) Math.min(MOST, Math.max(1, system.getMaxFileDescriptorCount() / 2))
                : MOST;
    }

    /** Before the server listens. */
    void start(@Observes StartupEvent event) {
        Extension.use(this);
    }

    @PreDestroy
    void stop() {
        Extension.use(null);
    }

    void register(@Observes Filters filters) {
        // Netty asks for it when the server begins to listen, which is after this.
        System.setProperty("io.netty.bootstrap.extensions", "serviceload");
        filters.register(this::use, BEFORE_BODIES);
    }

    /** It is in use once the whole request is there: a client that sends its body for hours does not block others. */
    private void use(RoutingContext call) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            channelOf(call).map(Channel::pipeline).ifPresent(pipeline -> check(call, pipeline));
        }
        channelOf(call).map(channel -> channel.attr(KEY).get()).ifPresent(connection -> {
            var use = connection.use();
            if (BODILESS.contains(call.request().method()) || call.request().isEnded()) {
                use.begin();
            } else {
                call.request().end().onSuccess(_ -> use.begin());
            }
            call.addEndHandler(_ -> use.end());
        });
        call.next();
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

    /** Is called for a connection that is accepted, but has no event loop yet. */
    void accept(Channel channel) {
        channel.pipeline().addFirst(new BareAnswers(answer));
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                begin(context.channel());
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        });
    }

    private void begin(Channel channel) {
        if (open.size() - closing.get() >= most) {
            makeRoom();
        }
        var connection = new Connection(channel, settings);
        channel.attr(KEY).set(connection);
        open.add(connection);
        if (channel.parent() != null) {
            listeners.add(channel.parent());
        }
        channel.closeFuture().addListener(_ -> open.remove(connection));
        connection.watch();
    }

    /** Each is closed on its own event loop a little later, so that many that come at once must not choose the same. */
    private void makeRoom() {
        for (var chosen = unused(); chosen.isPresent(); chosen = unused()) {
            var connection = chosen.get();
            if (connection.choose()) {
                closing.incrementAndGet();
                connection.closeUnused(closing::decrementAndGet);
                return;
            }
        }
        Log.debugf("all of %d connections are in use", most);
    }

    private Optional<Connection> unused() {
        return open.stream()
                .filter(connection -> connection.isIdle() && !connection.isChosen())
                .min(Comparator.comparingLong(Connection::idleSince));
    }

    /** How many there are. */
    public int count() {
        return open.size();
    }

    /** Closes idle connections, so that clients do not find out with their next request. */
    public void closeUnused() {
        open.stream().filter(Connection::isIdle).forEach(connection -> connection.closeUnused(() -> {}));
    }

    /**
     * Closes all, each when its client has taken what waits for it, or after a moment. Nobody can connect any more: a
     * connection that is refused is tried elsewhere, one that is cut may have been heard.
     */
    public void closeAll() {
        for (var listener : listeners) {
            var _ = listener.close();
        }
        open.forEach(Connection::closeSoon);
    }
}
