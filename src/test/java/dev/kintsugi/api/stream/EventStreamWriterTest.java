package dev.kintsugi.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.junit.jupiter.api.Test;

/** Streams against an answer that refuses what Vert.x refuses. */
class EventStreamWriterTest {

    private final List<String> calls = new ArrayList<>();

    @Test
    void aStreamThatIsOutBeforeItsWriterReturnsIsNoFailure() {
        var frames = Multi.createFrom().items("a", "b");
        new EventStreamWriter()
                .writeResponse(
                        new EventStream(frames), EventStream.class, as(ServerRequestContext.class, this::context));
        assertThat(calls).containsSubsequence("write", "write", "end").containsOnlyOnce("end");
    }

    private Object context(String method) {
        return as(ServerHttpResponse.class, this::response);
    }

    private Object response(String method) {
        if (method.equals("addCloseHandler") && calls.contains("end")) {
            throw new IllegalStateException("Response has already been written");
        }
        calls.add(method);
        return switch (method) {
            case "closed" -> false;
            case "write" -> CompletableFuture.completedFuture(null);
            default -> method;
        };
    }

    private interface Called {
        Object on(String method);
    }

    @SuppressWarnings("NullAway") // what is not asked for gives nothing
    private static <T> T as(Class<T> type, Called called) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, _) -> {
            var answer = called.on(method.getName());
            return method.getReturnType() == boolean.class
                            || method.getReturnType().isInstance(answer)
                    ? answer
                    : null;
        }));
    }
}
