package dev.kintsugi.api.error;

/** Says what is wrong with a request that cannot be read. */
public interface UnreadableAnswer {

    /**
     * A whole answer of HTTP/1.1, head and body, after which the connection is closed.
     *
     * @param status 4xx or 501
     * @param path how the path begins; empty if it is not known
     */
    String answer(int status, String path);
}
