package dev.kintsugi;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/** Keys are needed though only this machine reaches the service. */
public final class KeysNeeded implements QuarkusTestProfile {

    public static final Path HOME = Path.of("target/test-home-keys");

    /** The key that the service makes if it has none. */
    public static final Path FIRST = HOME.resolve("keys/first-admin-key");

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("kintsugi.access", "keys", "kintsugi.home", HOME.toString());
    }
}
