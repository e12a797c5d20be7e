package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.report.EventViews;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The events of jobs as text, written once however many listen. Only the newest are remembered. */
@Singleton
class EventTexts {

    private static final int MOST = 128;
    private static final int MOST_CHARACTERS = 4 << 20;

    private record Key(JobId job, long seq) {}

    private final EventViews views;
    private final ObjectMapper json;
    private final Map<Key, CompletableFuture<String>> texts = new LinkedHashMap<>();
    private int characters;

    EventTexts(EventViews views, ObjectMapper json) {
        this.views = views;
        this.json = json;
    }

    /** Blocks: pictures of a job that is complete are read, or another thread is about to. */
    String of(Job job, JobEvent event) {
        var key = new Key(job.id(), event.seq());
        var own = new CompletableFuture<String>();
        CompletableFuture<String> known;
        synchronized (this) {
            known = texts.putIfAbsent(key, own);
        }
        if (known != null) {
            return known.join();
        }
        try {
            var text = json.writeValueAsString(ServerMessage.of(views.of(job, event)));
            own.complete(text);
            written(text.length());
            return text;
        } catch (JsonProcessingException e) {
            throw forgotten(key, own, new IllegalStateException("an event cannot be written", e));
        } catch (RuntimeException e) {
            throw forgotten(key, own, e);
        }
    }

    private RuntimeException forgotten(Key key, CompletableFuture<String> text, RuntimeException thrown) {
        synchronized (this) {
            texts.remove(key);
        }
        text.completeExceptionally(thrown);
        return thrown;
    }

    private synchronized void written(int length) {
        characters += length;
        var oldest = texts.values().iterator();
        while (oldest.hasNext() && (texts.size() > MOST || characters > MOST_CHARACTERS)) {
            var text = oldest.next();
            if (text.isDone()) {
                characters -= text.join().length();
                oldest.remove();
            }
        }
    }
}
