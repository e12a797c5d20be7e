package dev.kintsugi.access;

import dev.kintsugi.access.AccessSettings.Mode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How callers are known, as it follows from the settings: pure. */
@ApplicationScoped
public class AccessMode {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final boolean loopback;
    private final boolean keys;
    private final boolean chosen;
    private final Set<String> hosts;

    AccessMode(AccessSettings settings, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.loopback = LOOPBACK.contains(host) || host.startsWith("127.");
        this.chosen = settings.mode().isPresent();
        this.keys = settings.mode().orElse(loopback ? Mode.OPEN : Mode.KEYS) == Mode.KEYS;
        this.hosts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        hosts.addAll(LOOPBACK);
        hosts.add(host);
        settings.hosts().ifPresent(hosts::addAll);
    }

    /** Whether callers send keys. */
    public boolean needsKeys() {
        return keys;
    }

    /**
     * Whether a request may have come by this name. A page of another site can make its own name lead to a loopback address
     * (DNS rebinding), and would then be answered as if it were ours; so a service that is open because only this machine reaches
     * it answers under its own names only.
     *
     * @param host as in the header Host, without the port
     */
    public boolean mayBeCalled(String host) {
        return keys || chosen && !loopback || hosts.contains(host);
    }
}
