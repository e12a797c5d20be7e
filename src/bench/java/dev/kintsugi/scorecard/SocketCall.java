package dev.kintsugi.scorecard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A message that cannot be understood or done, sent through a WebSocket: the answer is an error, and the connection is
 * good for another message afterwards.
 */
record SocketCall(String message) implements Scenario.Call {

    private static final String STOPPED = "(the connection ended)";

    @Override
    public List<Answer> ask(Client client, Order order, Pass pass) throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var address = URI.create("ws" + client.url().toString().substring("http".length()) + "/v1/stream");
        var socket = client.http()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener(heard))
                .join();
        try {
            next(heard, "hello");
            socket.sendText(message, true).join();
            var error = next(heard, "error");
            socket.sendText("{\"type\":\"ping\",\"id\":\"again\"}", true).join();
            var ack = next(heard, "ack");
            return List.of(error == null || ack == null ? new Answer.Silence() : replied(error));
        } finally {
            socket.abort();
        }
    }

    private static Answer replied(JsonNode error) {
        var problem = error.path("data");
        var envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error").put("code", problem.path("code").asText()).set("kintsugi", problem);
        return new Answer.Replied(problem.path("status").asInt(), envelope, false);
    }

    /** The next message of a type, null if the connection ended or nothing came. */
    private static JsonNode next(LinkedBlockingQueue<String> heard, String type) throws InterruptedException {
        while (true) {
            var text = heard.poll(Client.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (text == null || text.equals(STOPPED)) {
                return null;
            }
            var message = Client.read(text);
            if (message.path("type").asText().equals(type)) {
                return message;
            }
        }
    }

    private static final class Listener implements WebSocket.Listener {

        private final LinkedBlockingQueue<String> heard;
        private final StringBuilder parts = new StringBuilder();

        Listener(LinkedBlockingQueue<String> heard) {
            this.heard = heard;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                heard.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add(STOPPED);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable thrown) {
            heard.add(STOPPED);
        }
    }
}
