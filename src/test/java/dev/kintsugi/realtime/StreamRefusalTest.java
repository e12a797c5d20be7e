package dev.kintsugi.realtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
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

    @Test
    void oneConnectionCannotFillTheQueue() throws Exception {
        var jobs = new ArrayList<String>();
        try {
            for (int i = 0; i < 80; i++) {
                client.say("{'type':'submit','id':'s" + i + "','data':{'prompt':'x','size':'256x256','steps':100}}");
            }
            var refused = 0;
            for (int answered = 0; answered < 80; ) {
                var message = client.next();
                if (message.path("type").asText().equals("ack")) {
                    jobs.add(message.path("job").asText());
                    answered++;
                } else if (message.path("type").asText().equals("error")) {
                    assertThat(message.at("/data/code").asText()).isEqualTo("rate_limit_exceeded");
                    assertThat(message.at("/data/detail").asText()).contains("of this connection");
                    refused++;
                    answered++;
                }
            }
            assertThat(refused).isBetween(30, 50); // 32 of the 64 places are for one, and a few jobs have begun
            var other = given().contentType("application/json")
                    .body("{\"prompt\":\"x\",\"size\":\"64x64\",\"steps\":1}")
                    .post("/v1/jobs");
            other.then().statusCode(202);
            jobs.add(other.path("id"));
        } finally {
            for (var job : jobs) {
                given().delete("/v1/jobs/" + job);
            }
        }
    }

    @Test
    void aFieldThatIsNotKnownIsNeverIgnoredSilently() throws Exception {
        client.say(
                "{'type':'submit','id':'1','deadline_seconds':5,'data':{'prompt':'x','size':'64x64','steps':1,'step':2}}");
        var ack = client.next("ack");
        assertThat(ack.at("/data/warnings").toString()).contains("'deadline_seconds'", "'step'");
        client.until("job.completed");
        client.say("{'type':'ping','id':'2','what':1}");
        var error = client.next("error");
        assertThat(error.at("/data/field_errors/0/field").asText()).isEqualTo("what");
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
