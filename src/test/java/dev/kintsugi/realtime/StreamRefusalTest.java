package dev.kintsugi.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message that cannot be followed gets an answer that says why, and the connection stays. */
@QuarkusTest
class StreamRefusalTest {

    @TestHTTPResource("/v1/stream")
    URI http;

    private StreamClient client;

    @BeforeEach
    void connect() throws InterruptedException {
        client = StreamClient.greeted(URI.create(http.toString().replaceFirst("^http", "ws")));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void namesEveryFieldThatIsWrongAndStays() throws Exception {
        client.say("{'type':'submit','id':'s1','data':{'prompt':'x','size':'13x13','n':0,'steps':-1}}");
        var error = client.next("error");
        assertThat(error.path("id").asText()).isEqualTo("s1");
        assertThat(error.at("/data/code").asText()).isEqualTo("invalid_parameters");
        assertThat(error.at("/data/field_errors"))
                .extracting(field -> field.path("field").asText())
                .contains("size", "n", "steps");
        assertThat(client.ping("still there")).isEmpty();
        client.submit("{'prompt':'a red star','size':'64x64','steps':1}");
        client.until("job.completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'submit','data':{'prompt':'x','model':'nope'}} | model_not_found",
                "{'type':'subscribe','job':'job_00000000000000000000000000000000'} | session_error",
                "{'type':'cancel','job':'job_00000000000000000000000000000000'} | session_error",
                "{'type':'subscribe'} | websocket_error",
            },
            quoteCharacter = '`')
    void saysWhatIsWrongWithAMessage(String message, String code) throws Exception {
        client.say(message);
        var error = client.next("error");
        assertThat(error.at("/data/code").asText()).isEqualTo(code);
        assertThat(error.at("/data/suggestions")).isNotEmpty();
        assertThat(client.ping("still there")).isEmpty();
    }
}
