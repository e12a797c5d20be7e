package dev.kintsugi.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of {@code /v1/stream} that keeps what it hears until the test asks for it. */
public final class StreamClient implements AutoCloseable, WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE = 60;

    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private final WebSocket socket;

    public StreamClient(URI url) {
        socket = http.newWebSocketBuilder().buildAsync(url, this).join();
    }

    /** Connects to the service that REST Assured asks and passes over the greeting. */
    public static StreamClient greeted() throws InterruptedException {
        return greeted(
                URI.create(RestAssured.baseURI.replaceFirst("^http", "ws") + ":" + RestAssured.port + "/v1/stream"));
    }

    /** Connects and passes over the greeting. */
    public static StreamClient greeted(URI url) throws InterruptedException {
        var client = new StreamClient(url);
        client.next("hello");
        return client;
    }

    /** Sends JSON, which may be written with single quotes for readability. */
    public void say(String message) {
        sayExactly(message.replace('\'', '"'));
    }

    void sayExactly(String message) {
        socket.sendText(message, true).orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    void say(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true)
                .orTimeout(PATIENCE, TimeUnit.SECONDS)
                .join();
    }

    /** Submits a job; its id. */
    String submit(String data) throws InterruptedException {
        say("{'type':'submit','id':'submission','data':" + data + "}");
        var ack = next("ack");
        assertThat(ack.path("id").asText()).isEqualTo("submission");
        assertThat(ack.path("job").asText()).startsWith("job_");
        return ack.path("job").asText();
    }

    /** The next message, whatever it is. */
    JsonNode next() throws InterruptedException {
        var message = heard.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(message).as("a message within %d s", PATIENCE).isNotNull();
        return message;
    }

    /** The next message, which must be of this type. */
    public JsonNode next(String type) throws InterruptedException {
        var message = next();
        assertThat(message.path("type").asText()).as(message.toString()).isEqualTo(type);
        return message;
    }

    /** The messages up to the first of this type, that one included. */
    public List<JsonNode> until(String type) throws InterruptedException {
        return until(message -> message.path("type").asText().equals(type));
    }

    public List<JsonNode> until(Predicate<JsonNode> last) throws InterruptedException {
        var messages = new ArrayList<JsonNode>();
        do {
            messages.add(next());
        } while (!last.test(messages.getLast()));
        return messages;
    }

    /** The events of a job that has ended, from its first to its last. */
    public static List<JsonNode> storyOf(String job) throws InterruptedException {
        return storyOf(job, "job.(completed|failed)");
    }

    /** The events of a job up to the first of a type, as a regular expression. */
    public static List<JsonNode> storyOf(String job, String last) throws InterruptedException {
        try (var client = greeted()) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.next("ack");
            return client.until(event -> event.path("type").asText().matches(last));
        }
    }

    /** Asks whether the server is there; the messages that came before its answer. */
    List<JsonNode> ping(String id) throws InterruptedException {
        say("{'type':'ping','id':'" + id + "'}");
        var messages = until(message -> message.path("type").asText().equals("ack")
                && message.path("id").asText().equals(id));
        return messages.subList(0, messages.size() - 1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                heard.add(JSON.readTree(partial.toString()));
            } catch (JsonProcessingException e) {
                heard.add(JSON.getNodeFactory().textNode("not JSON: " + partial));
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    /** A message with something behind it: its length, itself, and the rest, which is kept as {@code binary}. */
    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        frames.writeBytes(bytes(data, data.remaining()));
        if (last) {
            var frame = ByteBuffer.wrap(frames.toByteArray());
            frames.reset();
            try {
                var message = (ObjectNode) JSON.readTree(bytes(frame, frame.getInt()));
                heard.add(message.put("binary", bytes(frame, frame.remaining())));
            } catch (IOException e) {
                heard.add(JSON.getNodeFactory().textNode("not JSON: " + e.getMessage()));
            }
        }
        webSocket.request(1);
        return null;
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        heard.add(JSON.createObjectNode()
                .put("type", "closed")
                .put("status", status)
                .put("reason", reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        heard.add(JSON.createObjectNode().put("type", "broken").put("reason", error.toString()));
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(PATIENCE, TimeUnit.SECONDS)
                .exceptionally(_ -> socket)
                .join();
        socket.abort();
        http.shutdownNow();
    }
}
