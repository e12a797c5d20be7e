package dev.kintsugi.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.job.Job;
import dev.kintsugi.realtime.message.ClientMessage;
import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Singleton;
import java.util.Map;

/** Says on a connection what went wrong. */
@Singleton
class SocketProblems {

    private final Classification classification;
    private final Problems problems;
    private final FailureLog log;

    SocketProblems(Classification classification, Problems problems, FailureLog log) {
        this.classification = classification;
        this.problems = problems;
        this.log = log;
    }

    /** In answer to a message. */
    ServerMessage of(Throwable thrown, ClientMessage message, WebSocketConnection connection) {
        return ServerMessage.error(message.id(), problem(thrown, model(message), connection));
    }

    private static String model(ClientMessage message) {
        return message instanceof ClientMessage.Submit submit
                ? submit.data().path("model").asText("")
                : "";
    }

    /** In place of an event of a job. */
    ServerMessage of(Throwable thrown, Job job, WebSocketConnection connection) {
        var model = job.plan().variant().model().value();
        return ServerMessage.error(MissingNode.getInstance(), problem(thrown, model, connection))
                .of(job.id());
    }

    /** The same of a message that cannot be understood, whenever it comes. */
    ServerMessage ofMistake(TypedException thrown, JsonNode id, WebSocketConnection connection) {
        return ServerMessage.error(id, problem(thrown, "", connection).asMistake());
    }

    /** Counts what is told to a connection by closing it. */
    void closed(TypedException thrown, WebSocketConnection connection) {
        count(thrown, "", connection);
    }

    private Problem problem(Throwable thrown, String model, WebSocketConnection connection) {
        return problems.of(count(thrown, model, connection), "/v1/stream");
    }

    private Failure count(Throwable thrown, String model, WebSocketConnection connection) {
        var failure =
                classification.classify(thrown, new FailureContext(connection.id(), "websocket", "", "", "", Map.of()));
        if (failure.type() == FailureType.INTERNAL_ERROR) {
            Log.errorf(thrown, "a message could not be handled");
        }
        log.refused(failure, "websocket", model);
        return failure;
    }
}
