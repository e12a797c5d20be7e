package dev.kintsugi.realtime;

import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
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

    SocketProblems(Classification classification, Problems problems) {
        this.classification = classification;
        this.problems = problems;
    }

    /** @param id of the message that is answered, empty for none */
    ServerMessage of(Throwable thrown, String id, WebSocketConnection connection) {
        return ServerMessage.error(id, problem(thrown, connection));
    }

    /** The same of a message that cannot be understood, whenever it comes. */
    ServerMessage ofMistake(TypedException thrown, String id, WebSocketConnection connection) {
        return ServerMessage.error(id, problem(thrown, connection).asMistake());
    }

    private Problem problem(Throwable thrown, WebSocketConnection connection) {
        var failure =
                classification.classify(thrown, new FailureContext(connection.id(), "websocket", "", "", "", Map.of()));
        if (failure.type() == FailureType.INTERNAL_ERROR) {
            Log.errorf(thrown, "a message could not be handled");
        }
        return problems.of(failure, "/v1/stream");
    }
}
