package dev.kintsugi.realtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A client of {@code /v1/stream} that sends frames byte by byte, and sees each that comes (RFC 6455, section 5.2). */
final class RawStream implements AutoCloseable {

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;

    /** A frame of the server. */
    record Frame(int opcode, byte[] content) {

        String text() {
            return new String(content, UTF_8);
        }

        /** The code of a close frame. */
        int code() {
            return (content[0] & 0xff) << 8 | content[1] & 0xff;
        }

        @Override
        public String toString() {
            return opcode + ":" + HexFormat.of().formatHex(content, 0, Math.min(content.length, 40));
        }
    }

    /** Connects and passes over the greeting. */
    RawStream(URI http) throws IOException {
        socket = new Socket(http.getHost(), http.getPort());
        socket.setSoTimeout(30_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        send(("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(ISO_8859_1));
        while (!line().isEmpty()) {
            // the answer to the handshake
        }
        frame();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /**
     * A frame with a mask.
     *
     * @param first FIN, the reserved bits and the opcode
     */
    static byte[] masked(int first, byte[] content) {
        var frame = head(first, 0x80, content.length);
        frame.writeBytes(MASK);
        for (int i = 0; i < content.length; i++) {
            frame.write(content[i] ^ MASK[i % 4]);
        }
        return frame.toByteArray();
    }

    /** One as only servers may send it. */
    static byte[] unmasked(int first, byte[] content) {
        var frame = head(first, 0, content.length);
        frame.writeBytes(content);
        return frame.toByteArray();
    }

    private static ByteArrayOutputStream head(int first, int mask, int length) {
        var head = new ByteArrayOutputStream();
        head.write(first);
        if (length < 126) {
            head.write(mask | length);
        } else if (length < 0x10000) {
            head.write(mask | 126);
            head.write(length >> 8);
            head.write(length);
        } else {
            head.write(mask | 127);
            head.writeBytes(
                    new byte[] {0, 0, 0, 0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8)});
            head.write(length);
        }
        return head;
    }

    /** @throws EOFException if the connection ends before */
    Frame frame() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        var content = new byte
                [switch (length) {
                    case 126 -> in.readUnsignedShort();
                    case 127 -> Math.toIntExact(in.readLong());
                    default -> length;
                }];
        in.readFully(content);
        return new Frame(opcode, content);
    }

    /** All frames until the server closes the connection. */
    List<Frame> rest() throws IOException {
        var frames = new ArrayList<Frame>();
        try {
            while (true) {
                frames.add(frame());
            }
        } catch (EOFException | SocketException e) {
            return frames;
        }
    }

    /** Says that nothing more is sent. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Is gone at once, as a process that was killed with unread data. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
