package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.job.JobId;
import java.util.List;

/** What clients say. */
public sealed interface ClientMessage {

    /** The topic under which the service tells how it is. */
    String SYSTEM = "system";

    /** Names the message; it comes back in the answer as it is. Missing if the client gave none. */
    JsonNode id();

    /** Start a generation; previews come as binary frames if wanted. */
    record Submit(JsonNode id, JsonNode data, boolean binary, List<String> warnings) implements ClientMessage {}

    /** Follow this job, from the event after this number on; previews come as binary frames if wanted. */
    record Subscribe(JsonNode id, JobId job, long after, boolean binary) implements ClientMessage {}

    /** Tell me no more of this job. */
    record Unsubscribe(JsonNode id, JobId job) implements ClientMessage {}

    /** Tell me how the service is, now and whenever that changes. */
    record Watch(JsonNode id) implements ClientMessage {}

    /** Tell me no more of that. */
    record Unwatch(JsonNode id) implements ClientMessage {}

    /** Stop this job. */
    record Cancel(JsonNode id, JobId job) implements ClientMessage {}

    /** Are you there? */
    record Ping(JsonNode id) implements ClientMessage {}
}
