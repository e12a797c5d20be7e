package dev.kintsugi.api.error;

import dev.kintsugi.api.Correlation;
import io.quarkus.arc.Unremovable;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Answers requests that HTTP itself refuses, such as for a path or a parameter with a percent sign that stands for nothing:
 * otherwise these answers have no body.
 */
@ApplicationScoped
@Unremovable
class UnreadableRequests implements UnreadableAnswer {

    private static final Set<Integer> STATUSES = Set.of(400, 405, 406, 413, 414, 415, 417, 431);

    private final Refusals refusals;
    private final Correlation correlation;
    private final RandomGenerator random;

    UnreadableRequests(Refusals refusals, Correlation correlation, RandomGenerator random) {
        this.refusals = refusals;
        this.correlation = correlation;
        this.random = random;
    }

    void register(@Observes Router router) {
        router.route()
                .order(Integer.MIN_VALUE)
                .failureHandler(
                        call -> { // before that of Quarkus
                            if (STATUSES.contains(call.statusCode())) {
                                correlation.require(call);
                                refusals.answer(call, new ClientErrorException(call.statusCode()));
                            } else {
                                call.next();
                            }
                        });
    }

    @Override
    public String answer(int status, String path) {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return refusals.answer(status, HexFormat.of().formatHex(bytes), path);
    }
}
