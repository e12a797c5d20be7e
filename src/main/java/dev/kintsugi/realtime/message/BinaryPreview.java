package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.pipeline.Progress;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A preview as a binary frame, a third shorter than in base64: four bytes that say how long the message is, most significant
 * first; the message in UTF-8, as it would be in text but without the picture, and with its {@code media_type}; the picture.
 */
public final class BinaryPreview {

    private BinaryPreview() {}

    public static Buffer of(JobEvent event, Progress.Preview preview, ObjectMapper json)
            throws JsonProcessingException {
        var at = event.at().toString();
        var data = Map.of(
                "phase", preview.stage(),
                "image", preview.item(),
                "media_type", preview.type().name());
        var message = json.writeValueAsBytes(
                new ServerMessage("job.progress", null, event.seq(), event.job().value(), at, data));
        return Buffer.buffer(Integer.BYTES + message.length + preview.content().length)
                .appendInt(message.length)
                .appendBytes(message)
                .appendBytes(preview.content());
    }
}
