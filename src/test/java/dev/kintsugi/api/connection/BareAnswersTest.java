package dev.kintsugi.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that Vert.x gives without a body get one, in the form of the path. */
class BareAnswersTest {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new BareAnswers((status, path) -> status + " for " + path));

    private String answer(String request, String answer) {
        channel.writeInbound(bytes(request));
        channel.writeOutbound(bytes(answer));
        ByteBuf written = channel.readOutbound();
        var text = written.toString(StandardCharsets.ISO_8859_1);
        written.release();
        return text;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text.replace("|", "\r\n"), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /v1/models/%zz HTTP/1.1|; HTTP/1.1 400 Bad Request|content-length: 0||; 400 for /v1/models/%zz",
                "GET /v1/models?q HTTP/1.1|; HTTP/1.1 431 Large|content-length: 0||; 431 for /v1/models",
                "GET http://host/v1/models HTTP/1.1|; HTTP/1.1 431 Large|content-length: 0||; 431 for /v1/models",
                "GET /v1/jobs HTTP/1.2|; HTTP/1.2 501 Not Implemented|content-length: 0||; 501 for /v1/jobs",
                "GET /v1/jobs FTP/1.1|; FTP/1.1 501 Not Implemented|content-length: 0||; 501 for /v1/jobs",
                "nonsense; HTTP/1.1 400 Bad Request|content-length: 0||; 400 for",
            })
    void haveABodyInTheFormOfThePath(String request, String bare, String answer) {
        assertThat(answer(request, bare).strip()).isEqualTo(answer);
    }

    @Test
    void areOfTheLastRequestOfTheConnection() {
        answer("GET /v1/models HTTP/1.1||", "HTTP/1.1 200 OK|content-length: 0||");
        assertThat(answer("GET /v1/jobs/%zz HTTP/1.1||", "HTTP/1.1 400 Bad Request|content-length: 0||"))
                .isEqualTo("400 for /v1/jobs/%zz");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|content-length: 0||",
        "HTTP/1.1 404 Not Found|content-length: 0|X-Correlation-ID: 1||",
        "HTTP/1.1 404 Not Found|content-length: 2||{}",
        "HTTP/1.1 500 Internal Server Error|content-length: 0||",
    })
    void areNoOthers(String answer) {
        assertThat(answer("GET /v1/jobs HTTP/1.1||", answer)).isEqualTo(answer.replace("|", "\r\n"));
    }
}
