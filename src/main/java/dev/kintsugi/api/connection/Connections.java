package dev.kintsugi.api.connection;

import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.api.error.UnreadableAnswer;
import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
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
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * All connections of clients. There is a limit to their number, below that of files that may be open: a new client gets
 * one, if need be in the place of the connection that was unused longest, so that idle clients do not block others, probes
 * included. If all are in use it is refused, since a process that can open no more files does not even load its classes; a few
 * are accepted all the same, on which probes and operators are answered, and others get 503.
 */
@ApplicationScoped
public class Connections {

    /** So many more may be open for a moment: a socket that listens accepts up to 16 at a time. */
    private static final int BURST = 16;

    /** So many are accepted beyond those that are served. */
    private static final int EXTRA = 4;

    private static final int BEFORE_BODIES = 920;
    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf("kintsugi.connection");

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final ConnectionSettings settings;
    private final UnreadableAnswer answer;
    private final Refusals refusals;
    private final Features features;
    private final int most;
    private volatile boolean full;

    Connections(ConnectionSettings settings, UnreadableAnswer answer, Refusals refusals, Features features) {
        this.refusals = refusals;
        this.features = features;
        this.settings = settings;
        this.answer = answer;
        this.most = ConnectionLimit.of(settings.max());
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
        var known = channelOf(call).map(channel -> channel.attr(KEY).get());
        if (known.filter(Connection::isExtra).isPresent() && full) {
            if (!isForOperators(call)) {
                refusals.answer(call, new TypedException(FailureType.MODEL_OVERLOADED, fullText()));
                return;
            }
            call.addHeadersEndHandler(_ -> closeAfterwards(call));
        }
        known.ifPresent(connection -> {
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

    private static void closeAfterwards(RoutingContext call) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static boolean isForOperators(RoutingContext call) {
        var path = call.normalizedPath();
        return path.startsWith("/q/") || path.equals("/v1/status");
    }

    /** Whether all are in use, so that others are not served. */
    boolean isFull() {
        return full;
    }

    String fullText() {
        return "All of " + most + " connections are in use; come back a little later.";
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

    /** A socket that will listen. */
    void listen(Channel channel) {
        var listener = new Listener(this, channel);
        channel.pipeline().addFirst(listener);
        listeners.add(listener);
        channel.closeFuture().addListener(_ -> listeners.remove(listener));
    }

    /**
     * On the event loop of the socket that listens; the connection has none of its own yet.
     *
     * @return whether there is room for it
     */
    synchronized boolean admit(Channel channel) {
        var extra = false;
        if (open.size() >= most) {
            open.removeIf(Connection::isGone);
            var others = others();
            extra = others >= most + BURST || others >= most && !makeRoom(1);
            if (extra) {
                tellThatItIsFull();
            } else if (others >= most) {
                listeners.forEach(Listener::pause);
            }
            if (extra && open.size() - others >= EXTRA) {
                longestUnused(Connection::isExtra).ifPresent(unused -> unused.closeUnused(this::settle));
                return false;
            }
        }
        var connection = new Connection(channel, settings, extra);
        channel.attr(KEY).set(connection);
        open.add(connection);
        channel.closeFuture().addListener(_ -> closed(channel, connection));
        return true;
    }

    /** How many there are that are no extra ones. */
    private int others() {
        return (int) open.stream().filter(connection -> !connection.isExtra()).count();
    }

    /** Its file is closed when its event loop has looked for events the next time, which is before this task. */
    private void closed(Channel channel, Connection connection) {
        Runnable leave = () -> {
            open.remove(connection);
            settle();
        };
        try {
            var _ = channel.eventLoop().schedule(leave, 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            leave.run(); // the server has ended
        }
    }

    private void tellThatItIsFull() {
        features.failed(OpenFiles.NAME, fullText());
        if (!full) {
            full = true;
            Log.warnf("%d connections are open and in use: new ones are refused", open.size());
        }
    }

    /** Is called for a connection that is accepted, but has no event loop yet. */
    void accept(Channel channel) {
        channel.pipeline().addFirst(new BareAnswers(answer));
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                var connection = context.channel().attr(KEY).get();
                if (connection != null) {
                    connection.watch();
                    settle();
                }
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        });
    }

    /** Something has changed while there are too many: accepts new ones again as soon as there is room. */
    private synchronized void settle() {
        if (open.size() <= most - Math.min(BURST, most / 2)) {
            full = false;
        }
        if (open.size() <= most || others() <= most || !makeRoom(0)) {
            listeners.forEach(Listener::resume);
        }
    }

    /**
     * Each is closed on its own event loop a little later.
     *
     * @param more how many are about to be added
     * @return whether there will be room
     */
    private boolean makeRoom(int more) {
        var needed = others() + more - most;
        for (var connection : open) {
            needed -= connection.isChosen() && !connection.isExtra() ? 1 : 0;
        }
        while (needed > 0) {
            var spare = longestUnused(connection -> !connection.isExtra());
            if (spare.isEmpty()) {
                return open.stream().anyMatch(Connection::isNew);
            }
            spare.get().closeUnused(this::settle);
            needed--;
        }
        return true;
    }

    private Optional<Connection> longestUnused(Predicate<Connection> which) {
        return open.stream()
                .filter(connection -> connection.isSpare() && which.test(connection))
                .min(Comparator.comparingLong(Connection::idleSince));
    }

    /** Closes some, because files are short although there are fewer than are allowed. */
    synchronized void free() {
        open.stream()
                .filter(Connection::isSpare)
                .sorted(Comparator.comparingLong(Connection::idleSince))
                .limit(Math.max(1, open.size() / 8))
                .toList()
                .forEach(connection -> connection.closeUnused(this::settle));
    }

    /** How many there are. */
    public int count() {
        return open.size();
    }

    /** Closes idle connections, so that clients do not find out with their next request. */
    public void closeUnused() {
        open.stream().filter(Connection::isSpare).forEach(connection -> connection.closeUnused(this::settle));
    }

    /**
     * Closes all, each when its client has taken what waits for it, or after a moment. Nobody can connect any more: a
     * connection that is refused is tried elsewhere, one that is cut may have been heard.
     */
    public void closeAll() {
        listeners.forEach(Listener::close);
        open.forEach(Connection::closeSoon);
    }
}
