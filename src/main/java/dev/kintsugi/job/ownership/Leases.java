package dev.kintsugi.job.ownership;

import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.store.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The leases of this process, which is another owner after every start. */
@ApplicationScoped
public class Leases {

    private final JobSettings settings;
    private final Clock clock;
    private final String owner;

    Leases(JobSettings settings, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.owner = HexFormat.of().toHexDigits(random.nextLong());
    }

    /** Who has them. */
    String owner() {
        return owner;
    }

    /** One that begins now. */
    public Lease lease() {
        var now = clock.instant();
        return new Lease(owner, now, now.plus(settings.lease()));
    }
}
