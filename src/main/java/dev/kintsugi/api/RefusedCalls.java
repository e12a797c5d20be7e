package dev.kintsugi.api;

import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.problem.CancelledJob;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Counts the calls that are answered with an error. A job that failed is counted where it failed, not by those that it answers. */
@ApplicationScoped
public class RefusedCalls {

    private static final String IMAGES = "/v1/images/generations";
    private static final String JOBS = "/v1/jobs";
    private static final String MODEL = "/v1/models/";

    /** The parts of the API that are told apart, by what their paths begin with; callers can make up any other path. */
    private static final Set<String> PARTS = Set.of(
            "images",
            "jobs",
            "models",
            "status",
            "failures",
            "errors",
            "stream",
            "levels",
            "faults",
            "recovery",
            "tickets",
            "alerts",
            "keys",
            "session");

    private final FailureLog log;

    RefusedCalls(FailureLog log) {
        this.log = log;
    }

    /** To be called once for each answer that is an error. */
    public void count(Failure failure, RoutingContext call) {
        if (call.response().ended() || isNone(failure)) {
            return; // counted, if that was an error
        }
        var path = call.normalizedPath();
        log.refused(failure, operation(call, path), model(call, path));
    }

    /** The same of an event that cannot be told. */
    public void countEvent(Failure failure) {
        if (!isNone(failure)) {
            log.refused(failure, "jobs", "");
        }
    }

    /** The same of a call of which neither method nor path is known. */
    public void countUnreadable(Failure failure) {
        log.refused(failure, "unreadable_request", "");
    }

    /** A restart is no failure, nor is a job that a call cancelled. */
    private static boolean isNone(Failure failure) {
        return RestartRefusal.is(failure) || CancelledJob.is(failure);
    }

    private static String model(RoutingContext call, String path) {
        return path.startsWith(MODEL) ? path.substring(MODEL.length()) : AskedModel.of(call);
    }

    private static String operation(RoutingContext call, String path) {
        if (call.request().method().equals(HttpMethod.POST) && (path.equals(IMAGES) || path.equals(JOBS))) {
            var kind = path.equals(IMAGES) ? WorkKind.IMAGE : AskedKind.of(call);
            return kind.code() + "_generation";
        }
        var parts = path.split("/", 4);
        return parts.length > 2 && PARTS.contains(parts[2]) ? parts[2] : "other";
    }
}
