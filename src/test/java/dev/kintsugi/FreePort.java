package dev.kintsugi;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a process that is about to start. It is none of those that systems give to outgoing connections (Linux: from
 * 32768 on; IANA: from 49152 on), of which tests beside this one may open thousands before the process listens.
 */
public final class FreePort {

    private static final int FIRST = 10_240;
    private static final int END = 32_000;

    private FreePort() {}

    public static int find() throws IOException {
        for (int tries = 0; ; tries++) {
            try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(FIRST, END))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }
}
