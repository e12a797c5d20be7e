package dev.kintsugi.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that breaks the rules of WebSocket frames is told by the close frame, which is the last that it gets. */
@QuarkusTest
class FramesTest {

    private static final byte[] PING = "{\"type\":\"ping\",\"id\":\"1\"}".getBytes(UTF_8);

    @TestHTTPResource("/")
    URI http;

    @ParameterizedTest
    @CsvSource({
        "RSV1 on text, 1002, c1:7b7d",
        "RSV2 on binary data, 1002, a2:7b7d",
        "RSV3 on a ping, 1002, 99:",
        "RSV1 on a later fragment, 1002, 01:7b c0:7d",
        "all of RSV on a close frame, 1002, f8:03e8",
        "text that is no UTF-8, 1007, 81:fffe",
        "text that ends in the middle of a character, 1007, 81:c3",
        "a character in the wrong two fragments, 1007, 01:7bc3 80:28",
        "no UTF-8 in the middle of three fragments, 1007, 01:7b 00:c328 80:7d",
        "a surrogate, 1007, 81:eda080",
        "a character that is longer than it may be, 1007, 81:c0af",
        "a character beyond the last, 1007, 81:f4908080",
        "a continuation of nothing, 1002, 80:78",
        "a first part that continues nothing, 1002, 00:78",
        "text inside a fragmented message, 1002, 01:7b 81:7d",
        "binary data inside a fragmented message, 1002, 02:7b 82:7d",
        "a reserved opcode of data, 1002, 83:78",
        "another reserved opcode of data, 1002, 87:",
        "a reserved opcode of control, 1002, 8b:78",
        "another reserved opcode of control, 1002, 8f:",
        "a ping in fragments, 1002, 09:78",
        "a close frame in fragments, 1002, 08:03e8",
        "a close frame of one byte, 1002, 88:03",
        "a close frame with a code below 1000, 1002, 88:03e7",
        "a close frame with a code that is never sent, 1002, 88:03ed",
        "a close frame with a code beyond 4999, 1002, 88:1388",
        "a close frame with the highest code, 1002, 88:ffff",
        "a close frame with a reason that is no UTF-8, 1007, 88:03e8ff",
    })
    void closesWithTheReason(String what, int code, String frames) throws Exception {
        var bytes = new ByteArrayOutputStream();
        for (var frame : frames.split(" ")) {
            var parts = frame.split(":", 2);
            bytes.writeBytes(RawStream.masked(
                    Integer.parseInt(parts[0], 16), HexFormat.of().parseHex(parts[1])));
        }
        closes(bytes.toByteArray(), code);
    }

    @Test
    void closesWhereAFrameHasNoMask() throws Exception {
        closes(RawStream.unmasked(0x81, PING), 1002);
    }

    @Test
    void closesWhereAControlFrameIsTooLong() throws Exception {
        closes(RawStream.masked(0x89, new byte[126]), 1002);
    }

    @Test
    void closesWhereAFrameIsTooLarge() throws Exception {
        closes(RawStream.masked(0x81, new byte[70_000]), 1009);
    }

    @Test
    void closesWhereFragmentsAreTooLargeTogether() throws Exception {
        var all = new ByteArrayOutputStream();
        all.writeBytes(RawStream.masked(0x01, "x".repeat(60_000).getBytes(UTF_8)));
        all.writeBytes(RawStream.masked(0x80, "x".repeat(60_000).getBytes(UTF_8)));
        closes(all.toByteArray(), 1009);
    }

    @Test
    void readsACharacterThatIsSplitOverFragments() throws Exception {
        try (var client = new RawStream(http)) {
            client.send(RawStream.masked(0x01, "{\"type\":\"ping\",\"id\":\"\u00c3".getBytes(UTF_8)));
            client.send(RawStream.masked(0x00, HexFormat.of().parseHex("c3")));
            client.send(RawStream.masked(0x89, new byte[125]));
            client.send(RawStream.masked(0x80, HexFormat.of().parseHex("a9227d")));
            assertThat(client.frame().opcode()).as("a pong").isEqualTo(10);
            assertThat(client.frame().text()).contains("\"ack\"", "\u00c3\u00e9");
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 03e8", "3000, 0bb8", "4999, 1387", "1000 with a reason, 03e8c3a9"})
    void answersACloseFrameWithOne(String code, String content) throws Exception {
        try (var client = new RawStream(http)) {
            client.send(RawStream.masked(0x88, HexFormat.of().parseHex(content)));
            var rest = client.rest();
            assertThat(rest).as(code).hasSize(1);
            assertThat(rest.getFirst().code()).isEqualTo(Integer.parseInt(content.substring(0, 4), 16));
        }
    }

    @ParameterizedTest
    @CsvSource({"noticed by its mask, 81027b7d", "noticed by its bits, c182010203047a7f"})
    void doesNotWaitForAClientThatGoesOn(String frame, String bytes) throws IOException {
        try (var client = new RawStream(http)) {
            client.send(HexFormat.of().parseHex(bytes));
            client.send(RawStream.masked(0x81, PING));
            assertThat(client.rest())
                    .as("one frame, and the end of the connection")
                    .hasSize(1);
        }
    }

    /** The answer to what came before may be sent or not; there is nothing after the close frame. */
    private void closes(byte[] frames, int code) throws IOException {
        try (var other = new RawStream(http);
                var client = new RawStream(http)) {
            client.send(frames);
            client.send(RawStream.masked(0x81, PING));
            RawStream.Frame frame;
            do {
                frame = client.frame();
            } while (frame.opcode() == 1);
            assertThat(frame.opcode()).isEqualTo(8);
            assertThat(frame.code()).isEqualTo(code);
            client.finish();
            assertThat(client.rest()).isEmpty();
            other.send(RawStream.masked(0x81, PING));
            assertThat(other.frame().text()).contains("\"ack\"");
        }
    }
}
