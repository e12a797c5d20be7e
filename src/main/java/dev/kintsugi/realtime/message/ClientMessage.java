package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.job.JobId;
import java.util.List;

/** What clients say. */
public sealed interface ClientMessage {

    /** The topic under which the service tells how it is. */
    String SYSTEM = "system";

    /** Names the message; it comes back in the answer. Empty if the client gave none. */
    String id();

    /** Start a generation; previews come as binary frames if wanted. */
    record Submit(String id, JsonNode data, boolean binary, List<String> warnings) implements ClientMessage {}

    /** Follow this job, from the event after this number on; previews come as binary frames if wanted. */
    record Subscribe(String id, JobId job, long after, boolean binary) implements ClientMessage {}

    /** Tell me no more of this job. */
    record Unsubscribe(String id, JobId job) implements ClientMessage {}

    /** Tell me how the service is, now and whenever that changes. */
    record Watch(String id) implements ClientMessage {}

    /** Tell me no more of that. */
    record Unwatch(String id) implements ClientMessage {}

    /** Stop this job. */
    record Cancel(String id, JobId job) implements ClientMessage {}

    /** Are you there? */
    record Ping(String id) implements ClientMessage {}
}
