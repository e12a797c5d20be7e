package dev.kintsugi.ops.alert.channel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** A name server (RFC 1035) that knows one address for all names and says it only when it is allowed to. */
final class SlowNameServer implements AutoCloseable {

    private static final int LONGEST = 512;
    private static final int HEADER = 12;
    private static final int AFTER_NAME = 5;
    private static final int TYPE_A = 1;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final CountDownLatch allowed = new CountDownLatch(1);
    private final byte[] known;

    SlowNameServer(String address) throws IOException {
        known = InetAddress.getByName(address).getAddress();
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void answer() {
        allowed.countDown();
    }

    private void serve() {
        try {
            while (true) {
                var asked = new DatagramPacket(new byte[LONGEST], LONGEST);
                socket.receive(asked);
                allowed.await();
                var answer = answer(asked.getData());
                socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
            }
        } catch (IOException | InterruptedException e) {
            // it is closed
        }
    }

    private byte[] answer(byte[] asked) {
        var end = HEADER;
        while (asked[end] != 0) {
            end += 1 + asked[end];
        }
        end += AFTER_NAME;
        var isOfAddress = asked[end - 3] == TYPE_A;
        var answer = ByteBuffer.allocate(LONGEST);
        answer.put(asked, 0, 2).putShort((short) 0x8180).putShort((short) 1).putShort((short) (isOfAddress ? 1 : 0));
        answer.putInt(0).put(asked, HEADER, end - HEADER);
        if (isOfAddress) {
            answer.putShort((short) 0xC00C)
                    .putShort((short) TYPE_A)
                    .putShort((short) 1)
                    .putInt(60);
            answer.putShort((short) known.length).put(known);
        }
        return java.util.Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        allowed.countDown();
        socket.close();
    }
}
