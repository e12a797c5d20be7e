package dev.kintsugi.api.error;

/** Says what is wrong with a request that cannot be read. */
public interface UnreadableAnswer {

    /**
     * A whole answer of HTTP/1.1, head and body, after which the connection is closed.
     *
     * @param status 4xx
     */
    String answer(int status);
}
