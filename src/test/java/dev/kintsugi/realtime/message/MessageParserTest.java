package dev.kintsugi.realtime.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.recovery.failure.TypedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says it has seen is a number of an event, and nothing that only looks like one. */
class MessageParserTest {

    private static ClientMessage read(String after) throws Exception {
        return MessageParser.read(new ObjectMapper()
                .readTree("{\"type\":\"subscribe\",\"job\":\"job_" + "0".repeat(32) + "\",\"after\":" + after + "}"));
    }

    @Test
    void goesOnAfterTheEventThatIsNamed() throws Exception {
        assertThat(read("7"))
                .isInstanceOfSatisfying(
                        ClientMessage.Subscribe.class,
                        subscribe -> assertThat(subscribe.after()).isEqualTo(7));
        assertThat(read("null"))
                .isInstanceOfSatisfying(
                        ClientMessage.Subscribe.class,
                        subscribe -> assertThat(subscribe.after()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1", "\"7\"", "true", "[7]", "9223372036854775808", "1e3"})
    void refusesWhatIsNoNumberOfAnEvent(String after) {
        assertThatThrownBy(() -> read(after)).isInstanceOf(TypedException.class).hasMessageContaining("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "\"3\"", "12345678901234567890"})
    void answersWithTheIdAsItWasGiven(String id) throws Exception {
        var json = new ObjectMapper();
        var message = json.readTree("{\"type\":\"ping\",\"id\":" + id + "}");
        assertThat(json.writeValueAsString(
                        ServerMessage.ack(MessageParser.read(message).id(), null)))
                .isEqualTo("{\"type\":\"ack\",\"id\":" + id + "}");
        assertThat(json.writeValueAsString(ServerMessage.error(MessageParser.id(message), 1)))
                .contains("\"id\":" + id + ",");
    }
}
