package dev.kintsugi.corpus;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Accepts a WebSocket (RFC 6455, 4.2.2) and then sends these bytes, which may be no frame at all. */
record AcceptingTreatment(byte[] frame) implements RawServer.Treatment {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    @Override
    public void treat(Socket connection) throws IOException {
        var request = RawServer.readRequest(connection);
        var at = request.indexOf("Sec-WebSocket-Key: ") + "Sec-WebSocket-Key: ".length();
        var key = request.substring(at, request.indexOf("\r\n", at));
        var out = connection.getOutputStream();
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(frame);
        out.flush();
    }

    private static String accept(String key) {
        try {
            var hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
