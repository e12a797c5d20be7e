package dev.kintsugi.scorecard;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A client that asks for much work and goes away in the middle of it. */
final class ClientThatGoes implements Scenario.Call {

    private static final Order MUCH = Order.of("768x768", 100);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int LOOK_EVERY_MS = 20;

    /** What is asked of the service. */
    private interface Look {
        boolean holds() throws IOException, InterruptedException;
    }

    @Override
    public List<Answer> ask(Client client, Order order, Pass pass) throws Exception {
        var body = Client.written(MUCH.body(pass));
        var url = client.url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("POST /v1/images/generations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            if (!within(Client.PATIENCE, () -> client.metric("kintsugi_tensors_open") > 0)) {
                return List.of(new Answer.Silence());
            }
        }
        return List.of(new Answer.WentAway(within(
                SOON,
                () -> client.metric("kintsugi_jobs_running") == 0 && client.metric("kintsugi_tensors_open") == 0)));
    }

    private static boolean within(Duration time, Look look) throws IOException, InterruptedException {
        var end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            if (look.holds()) {
                return true;
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        return false;
    }
}
