package dev.kintsugi.access;

import java.util.List;

/** Keeps keys over restarts; instances that share their jobs share it. Calls block and may fail. */
public interface KeyStore {

    List<ApiKey> all();

    void add(ApiKey key);

    /** Nothing if there is no such key. */
    void remove(String id);
}
