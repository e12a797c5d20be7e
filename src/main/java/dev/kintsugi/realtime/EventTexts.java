package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.report.event.EventViews;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Events of jobs as JSON text, serialized once for all connections that follow a job. */
@Singleton
class EventTexts {

    /** Connections that follow a job ask for its event at about the same time. */
    private static final Duration UNUSED = Duration.ofSeconds(10);

    private static final int MAX_CHARACTERS = 4 << 20;

    private record Key(JobId job, long seq) {}

    private final EventViews views;
    private final ObjectMapper json;
    private final AsyncCache<Key, String> texts = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((Key key, String text) -> text.length())
            .expireAfterAccess(UNUSED)
            .executor(Runnable::run)
            .buildAsync();

    EventTexts(EventViews views, ObjectMapper json) {
        this.views = views;
        this.json = json;
    }

    /**
     * The text of an event. Blocks while artifacts of a completed job are read, by this thread or by another one that
     * serializes the same event.
     */
    String of(Job job, JobEvent event) {
        var own = new CompletableFuture<String>();
        var known = texts.asMap().putIfAbsent(new Key(job.id(), event.seq()), own);
        if (known == null) {
            write(job, event, own);
            known = own;
        }
        try {
            return known.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** A text that cannot be written is not cached: the next caller tries again. */
    private void write(Job job, JobEvent event, CompletableFuture<String> text) {
        try {
            text.complete(json.writeValueAsString(ServerMessage.of(views.of(job, event))));
        } catch (JsonProcessingException e) {
            text.completeExceptionally(new IllegalStateException("an event cannot be serialized", e));
        } catch (RuntimeException | Error e) {
            text.completeExceptionally(e);
        }
    }
}
