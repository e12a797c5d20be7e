package dev.kintsugi.ops.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a real mail server. */
class MailChannelTest {

    private final Vertx vertx = Vertx.vertx();
    private final GreenMail server =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).setVerbose(false));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void anAlertComesAsMailToEachRecipientAndSoDoesItsEnd() throws Exception {
        var mail = channel(server.getSmtp().getPort(), Map.of("tls", "none"));
        var alert = SomeAlerts.firing("shapes");
        send(mail, alert);
        send(mail, SomeAlerts.over(alert));
        assertThat(server.waitForIncomingEmail(20_000, 4)).isTrue();
        var begin = titled("[Kintsugi] critical: Internal error (shapes)");
        assertThat(begin.getFrom()[0].toString()).isEqualTo("kintsugi@example.org");
        assertThat(begin.getRecipients(Message.RecipientType.TO)).hasSize(2);
        assertThat(begin.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(text(begin))
                .startsWith("Something <!channel> & other failed\n")
                .contains("\ncount: 3\n", "\nsource: host-1\n", "\nstate: firing\n", "\nsince: 2026-11-30T04:32:00Z");
        var end = titled("[Kintsugi] resolved: Internal error (shapes)");
        assertThat(text(end)).endsWith("\nended: 2026-11-30T04:40:00Z");
    }

    @Test
    void aUserLogsInAndAWrongPasswordIsToldWithoutIt() throws Exception {
        server.setUser("kintsugi@example.org", "kintsugi", "right");
        var login = Map.of("tls", "none", "username", "kintsugi", "password", "right");
        send(channel(server.getSmtp().getPort(), login), SomeAlerts.firing("shapes"));
        assertThat(server.waitForIncomingEmail(20_000, 2)).isTrue();
        var wrong = new HashMap<>(login);
        wrong.put("password", "wr0ng");
        assertThatThrownBy(() -> send(channel(server.getSmtp().getPort(), wrong), SomeAlerts.firing("shapes")))
                .hasMessageNotContainingAny("wr0ng", "kintsugi");
    }

    @Test
    void nothingIsSentInTheClearByDefault() {
        assertThatThrownBy(() -> send(channel(server.getSmtp().getPort(), Map.of()), SomeAlerts.firing("shapes")))
                .hasMessage("the mail server may not have STARTTLS, which is required");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForLong() throws IOException {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var began = System.nanoTime();
            assertThatThrownBy(() ->
                            send(channel(silent.getLocalPort(), Map.of("tls", "none")), SomeAlerts.firing("shapes")))
                    .isInstanceOf(NotDelivered.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private Channel channel(int port, Map<String, String> more) {
        var settings = new HashMap<String, String>(Map.of(
                "timeout", "2s",
                "email.host", "127.0.0.1",
                "email.port", String.valueOf(port),
                "email.from", "kintsugi@example.org",
                "email.to", "a@example.org, b@example.org"));
        more.forEach((key, value) -> settings.put("email." + key, value));
        return Configured.channels(vertx, settings).getFirst();
    }

    private static void send(Channel channel, Alert alert) throws Exception {
        try {
            channel.send(alert).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    /** One of those that came to two people. */
    private MimeMessage titled(String subject) throws Exception {
        var all = new ArrayList<MimeMessage>();
        for (var message : server.getReceivedMessages()) {
            if (message.getSubject().equals(subject)) {
                all.add(message);
            }
        }
        assertThat(all).as(subject).hasSize(2);
        return all.getFirst();
    }

    private static String text(MimeMessage message) throws Exception {
        return message.getContent().toString().replace("\r\n", "\n").strip();
    }
}
