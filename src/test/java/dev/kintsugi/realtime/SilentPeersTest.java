package dev.kintsugi.realtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** One client that does not answer pings, as one that was unplugged, and one that does. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class SilentPeersTest {

    @Test
    void areDisconnectedAndNobodyElseIs() throws Exception {
        try (var other = StreamClient.greeted();
                var silent = new Socket("localhost", RestAssured.port)) {
            silent.setSoTimeout(20_000);
            silent.getOutputStream()
                    .write(
                            ("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                                    .getBytes(US_ASCII));
            assertThat(closingCode(new DataInputStream(silent.getInputStream())))
                    .isEqualTo(1001);
            assertThat(other.ping("still there")).isEmpty();
        }
    }

    /** Reads frames of a server (RFC 6455, section 5.2) until one closes the connection. */
    private static int closingCode(DataInputStream in) throws IOException {
        while (!readLine(in).isEmpty()) {
            // the answer to the handshake
        }
        while (true) {
            int kind = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            var content = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
            if (kind == 8) {
                return (content[0] & 0xff) << 8 | content[1] & 0xff;
            }
        }
    }

    private static String readLine(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
