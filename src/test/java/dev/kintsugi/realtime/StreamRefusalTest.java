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
                "{'type':'ping','id':{}} | id",
                "{'type':'ping','id':['x']} | id",
                "{'type':'ping','id':true} | id",
                "{'type':'ping','id':1.5} | id",
                "{'type':'ping','id':''} | id",
                "{'type':'ping','job':{}} | job",
                "{'type':'submit','id':[],'binary':1,'data':{'prompt':'x'}} | id binary",
                "{'type':'submit','data':[]} | data",
                "{'type':'submit','job':7,'data':{'prompt':'x'}} | job",
                "{'type':'subscribe','id':{},'job':[],'after':'7'} | id job after",
                "{'type':'subscribe','id':{},'topic':['system']} | id topic",
                "{'type':'subscribe','id':{},'topic':'system'} | id",
                "{'type':'unsubscribe','job':{},'id':[]} | id job",
                "{'type':'unsubscribe','topic':7,'job':'job_00000000000000000000000000000000'} | topic",
                "{'type':'cancel','id':{},'job':['job_00000000000000000000000000000000']} | id job",
                "{'type':'cancel','topic':'system'} | job",
            },
            quoteCharacter = '`')
    void refusesFieldsOfAWrongTypeAsHttpDoes(String message, String fields) throws Exception {
        client.say(message);
        var error = client.next("error");
        assertThat(error.at("/data/code").asText()).isEqualTo("invalid_parameters");
        assertThat(error.at("/data/field_errors"))
                .extracting(field -> field.path("field").asText())
                .containsExactlyInAnyOrder(fields.split(" "));
        assertThat(client.ping("still there")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prompt':5} | prompt",
                "{'prompt':['x']} | prompt",
                "{'prompt':'x','n':'1'} | n",
                "{'prompt':'x','n':99999999999999999999} | n",
                "{'prompt':'x','steps':1.5} | steps",
                "{'prompt':'x','guidance':'NaN'} | guidance",
                "{'prompt':'x','seed':[]} | seed",
                "{'prompt':'x','size':{}} | size",
                "{'prompt':'x','model':true} | model",
                "{'kind':{}} | kind",
                "{'kind':'tensor','model':'shapes-diffusion','network':7,'inputs':{}} | network",
                "{'prompt':'x','max_degradation':{}} | max_degradation",
                "{'prompt':'','quality':'best','priority':'first','deadline_seconds':0} | prompt quality priority deadline_seconds",
                "{'prompt':'x','priority':'first','steps':-1,'size':'7x7'} | priority size steps",
                "{'prompt':'','previews':11,'model':'nobody','scheduler':'best','size':'x'} | previews prompt model size scheduler",
                "{'prompt':'x','model':'nobody','scheduler':'best'} | model scheduler",
                "{'kind':'tensor','model':'nobody','priority':'first','inputs':{'x':{'dtype':'?'}}} | inputs.x.dtype priority model",
                "{'kind':'tensor','model':'shapes-diffusion','network':'nothing','precision':'fp9','inputs':{'x':7}} | inputs.x network precision",
                "{'kind':'tensor','model':'shapes-diffusion','network':'unet','inputs':{'x':7,'sample':{'dtype':'int8','shape':[1],'data':[999]}}}"
                        + " | inputs.x inputs.sample.data[0] inputs.encoder_hidden_states inputs.timestep",
            },
            quoteCharacter = '`')
    void namesAllThatIsWrongWithASubmissionAsHttpDoes(String data, String fields) throws Exception {
        var http = given().contentType("application/json")
                .body(data.replace('\'', '"'))
                .post("/v1/jobs")
                .jsonPath();
        client.say("{'type':'submit','data':" + data + "}");
        var error = client.next("error").path("data");
        assertThat(error.path("code").asText()).isEqualTo("invalid_parameters").isEqualTo(http.getString("code"));
        assertThat(error.path("detail").asText()).isEqualTo(http.getString("detail"));
        assertThat(error.path("field_errors"))
                .extracting(field -> field.path("field").asText())
                .containsExactlyInAnyOrder(fields.split(" "))
                .containsExactlyElementsOf(http.getList("field_errors.field", String.class));
    }

    @Test
    void namesAllFieldsOfAWrongType() throws Exception {
        client.say("{'type':'submit','data':{'prompt':'x','previews':'x','steps':'y','size':5}}");
        var error = client.next("error").path("data");
        assertThat(error.path("code").asText()).isEqualTo("invalid_parameters");
        assertThat(error.path("field_errors"))
                .extracting(field -> field.path("field").asText())
                .containsExactlyInAnyOrder("previews", "steps", "size");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'draw'} | type: must be one of",
                "{'type': | the message is not valid JSON: it ends before",
                "{'type':'ping','id':'1','id':'2'} | the message has the field 'id' twice",
                "[] | a message must be a JSON object",
            },
            quoteCharacter = '`')
    void aMessageThatIsNoneFailsForEver(String message, String detail) throws Exception {
        for (int times = 0; times < 12; times++) {
            client.say(message);
            var error = client.next("error").path("data");
            assertThat(error.path("code").asText()).isEqualTo("websocket_error");
            assertThat(error.path("detail").asText()).startsWith(detail);
            assertThat(error.path("severity").asText()).isEqualTo("low");
            assertThat(error.path("retryable").asBoolean()).isFalse();
            assertThat(error.path("requires_user_action").asBoolean()).isTrue();
            assertThat(error.has("estimated_resolution_seconds")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'submit','data':{'prompt':'x','model':'nope'}} | model_not_found",
                "{'type':'subscribe','job':'job_00000000000000000000000000000000'} | session_error",
                "{'type':'cancel','job':'job_00000000000000000000000000000000'} | session_error",
                "{'type':'subscribe'} | invalid_parameters",
                "{'type':'draw'} | websocket_error",
                "{} | websocket_error",
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
