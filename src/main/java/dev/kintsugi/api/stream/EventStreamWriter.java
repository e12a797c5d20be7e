package dev.kintsugi.api.stream;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as they come, each when the one before is out, so that a slow reader slows the stream. One operation
 * answers with JSON or with events, as its request says, which no annotation can express.
 */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
class EventStreamWriter implements ServerMessageBodyWriter<EventStream> {

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == EventStream.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == EventStream.class;
    }

    @Override
    public void writeResponse(EventStream stream, Type generic, ServerRequestContext context) {
        var response = context.serverResponse();
        response.setChunked(true);
        var over = new AtomicBoolean();
        var subscribed = new AtomicReference<@Nullable Cancellable>();
        Runnable left = () -> {
            if (over.compareAndSet(false, true)) {
                cancel(subscribed.get());
            }
        };
        response.addCloseHandler(
                left); // first: it is refused once the last frame is out, which another thread may write
        var subscription = stream.frames()
                .onItem()
                .transformToUniAndConcatenate(frame ->
                        Uni.createFrom().completionStage(() -> response.write(frame.getBytes(StandardCharsets.UTF_8))))
                .subscribe()
                .with(_ -> {}, thrown -> broken(response, over, thrown), () -> end(response, over));
        subscribed.set(subscription);
        if (response.closed() || over.get()) { // meanwhile
            left.run();
            subscription.cancel();
        }
    }

    private static void cancel(@Nullable Cancellable subscription) {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private static void end(ServerHttpResponse response, AtomicBoolean over) {
        if (over.compareAndSet(false, true)) {
            response.end();
        }
    }

    /** Streams have last words of their own, so only writing can fail. */
    private static void broken(ServerHttpResponse response, AtomicBoolean over, Throwable thrown) {
        if (response.closed()) {
            Log.debugf(thrown, "the reader of an event stream went away");
        } else {
            Log.infof("an event stream broke off: %s", thrown); // most readers that leave are seen here
        }
        end(response, over);
    }

    @Override
    public void writeTo(
            EventStream stream,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        throw new IOException("events are written as they come");
    }
}
