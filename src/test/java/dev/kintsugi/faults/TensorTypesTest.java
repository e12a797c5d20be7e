package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.kintsugi.runtime.session.TinyModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors of each type that ONNX Runtime's Java API knows; a network of which it cannot make an input is refused before any run. */
@QuarkusTest
@TestProfile(TensorJobsFixture.Alone.class)
class TensorTypesTest extends TensorJobsFixture {

    private static final int UINT16 = 4;
    private static final int UINT32 = 12;
    private static final int UINT64 = 13;
    private static final int FLOAT8 = 17;

    @Test
    void sendsUnsignedNumbersThatANetworkGives() throws IOException {
        install(
                "unsigned",
                new TinyModel()
                        .initializer("16", UINT16, ones(2), 1)
                        .initializer("32", UINT32, ones(4), 1)
                        .initializer("64", UINT64, ones(8), 1)
                        .input("x", TinyModel.FLOAT, 1)
                        .output("y", TinyModel.FLOAT, 1)
                        .output("a", UINT16, 1)
                        .output("b", UINT32, 1)
                        .output("c", UINT64, 1)
                        .node("Identity", List.of("x"), "y")
                        .node("Identity", List.of("16"), "a")
                        .node("Identity", List.of("32"), "b")
                        .node("Identity", List.of("64"), "c"));
        assertThat(outputs("unsigned", floats(List.of(1), 1)))
                .isEqualTo("{\"outputs\":{\"a\":{\"dtype\":\"uint16\",\"shape\":[1],\"data\":[65535]},"
                        + "\"b\":{\"dtype\":\"uint32\",\"shape\":[1],\"data\":[4294967295]},"
                        + "\"c\":{\"dtype\":\"uint64\",\"shape\":[1],\"data\":[18446744073709551615]},"
                        + "\"y\":{\"dtype\":\"float32\",\"shape\":[1],\"data\":[1.0]}}}");
    }

    @Test
    void computesWithTextsAndGivesThem() throws IOException {
        install(
                "texts",
                new TinyModel()
                        .input("x", TinyModel.STRING, -1, -1)
                        .output("y", TinyModel.STRING, -1, -1)
                        .node("Identity", List.of("x"), "y"));
        assertThat(outputs("texts", texts(List.of(2, 2), List.of("a", ""), List.of("Größe", "金継ぎ"))))
                .isEqualTo(
                        "{\"outputs\":{\"y\":{\"dtype\":\"string\",\"shape\":[2,2],\"data\":[\"a\",\"\",\"Größe\",\"金継ぎ\"]}}}");
        assertThat(outputs("texts", texts(List.of(0, 2)))).contains("\"shape\":[0,2],\"data\":[]");
        refused("texts", texts(List.of(1, 2), "a", 7), "inputs.x.data[1]", "must be a text");
        refused("texts", texts(List.of(1, 2), "a"), "inputs.x.data", "has 1 texts, but the shape [1, 2] has 2");
        refused("texts", floats(List.of(1, 1), 1), "inputs.x.dtype", "must be string, was float32");
    }

    @Test
    void takesTextsThatReachTheNetworkUnchangedAndWarnsOfOnesThatItCannotRead() throws IOException {
        install(
                "compares",
                new TinyModel()
                        .opset(19)
                        .texts("known", "Größe", "金継ぎ", "😀", "")
                        .texts("two", "Größe", "金継ぎ")
                        .input("x", TinyModel.STRING, 2)
                        .output("y", 9, 2)
                        .output("z", TinyModel.STRING, 4)
                        .node("Equal", List.of("x", "two"), "y")
                        .node("Identity", List.of("known"), "z"));
        submit(Map.of("kind", "tensor", "model", "compares", "inputs", Map.of("x", texts(List.of(2), "Größe", "金継ぎ"))))
                .body("state", equalTo("completed"))
                .body("kintsugi.warnings", hasItem(containsString("output z may have characters beyond U+FFFF")));
        assertThat(outputs("compares", texts(List.of(2), "Größe", "金継ぎ")))
                .contains("\"y\":{\"dtype\":\"bool\",\"shape\":[2],\"data\":[true,true]}")
                .contains("\"data\":[\"Größe\",\"金継ぎ\"");
        refused("compares", texts(List.of(2), "a", "😀"), "inputs.x.data[1]", "no characters beyond U+FFFF");
        refused("compares", texts(List.of(2), "\0", "a"), "inputs.x.data[0]", "none of U+0000");
    }

    @Test
    void refusesTextsOfMoreAxesThanCanBeRead() throws IOException {
        var nine = new long[] {1, 1, 1, 1, 1, 1, 1, 1, 1};
        install(
                "gives-nine",
                new TinyModel()
                        .opset(19)
                        .initializer("nine", TinyModel.INT64, TinyModel.longs(nine), 9)
                        .input("x", TinyModel.STRING, 1)
                        .output("y", TinyModel.STRING, nine)
                        .node("Reshape", List.of("x", "nine"), "y"));
        given().contentType("application/json")
                .body(Map.of("kind", "tensor", "model", "gives-nine", "inputs", Map.of("x", texts(List.of(1), "a"))))
                .post("/v1/jobs")
                .then()
                .body("code", equalTo("model_compatibility_error"))
                .body("detail", containsString("y (string of 9 axes)"));
        install(
                "reshapes",
                new TinyModel()
                        .opset(19)
                        .input("x", TinyModel.STRING, 1)
                        .input("s", TinyModel.INT64, -1)
                        .outputOfAnyShape("y", TinyModel.STRING)
                        .node("Reshape", List.of("x", "s"), "y"));
        var ones = List.of(1, 1, 1, 1, 1, 1, 1, 1, 1);
        reshaped(ones.subList(0, 8)).body("state", equalTo("completed"));
        reshaped(ones)
                .body("problem.code", equalTo("model_compatibility_error"))
                .body("problem.detail", containsString("the output y has 9 axes"))
                .body("problem.trail.size()", equalTo(0));
    }

    private static ValidatableResponse reshaped(List<Integer> shape) {
        var inputs = Map.of(
                "x",
                texts(List.of(1), "a"),
                "s",
                Map.of("dtype", "int64", "shape", List.of(shape.size()), "data", shape));
        return submit(Map.of("kind", "tensor", "model", "reshapes", "inputs", inputs));
    }

    @Test
    void namesAWrongPrecisionThoughTheNetworkOfTheStandardOneCannotBeUsed() throws IOException {
        install("standard-cannot", TinyModel.cast(UINT16, TinyModel.FLOAT));
        submit(Map.of(
                        "kind",
                        "tensor",
                        "model",
                        "standard-cannot",
                        "precision",
                        "fp8",
                        "inputs",
                        Map.of("x", floats(List.of(1), 1))))
                .statusCode(422)
                .body("code", equalTo("invalid_parameters"))
                .body("field_errors.field", hasItem("precision"));
    }

    @ParameterizedTest
    @CsvSource({"4, uint16", "12, uint32", "13, uint64", "17, float8e4m3fn"})
    void refusesANetworkWhoseInputCannotBeMadeBeforeItRuns(int type, String name) throws IOException {
        install("takes-" + name, TinyModel.cast(type, TinyModel.FLOAT));
        var input = type == FLOAT8
                ? floats(List.of(1), 1)
                : Map.<String, Object>of("dtype", name, "shape", List.of(1), "data", List.of(1));
        given().contentType("application/json")
                .body(Map.of("kind", "tensor", "model", "takes-" + name, "inputs", Map.of("x", input)))
                .post("/v1/jobs")
                .then()
                .body("code", equalTo("model_compatibility_error"))
                .body("detail", containsString("x (" + name + ")"));
    }

    @Test
    void refusesANetworkThatGivesNothingThatCanBeSent() throws IOException {
        install("gives-float8", TinyModel.cast(TinyModel.FLOAT, FLOAT8));
        given().contentType("application/json")
                .body(Map.of("kind", "tensor", "model", "gives-float8", "inputs", Map.of("x", floats(List.of(1), 1))))
                .post("/v1/jobs")
                .then()
                .body("code", equalTo("model_compatibility_error"))
                .body("detail", containsString("y (float8e4m3fn)"));
    }

    @Test
    void saysOfANumberThatItsTypeCannotHoldIt() {
        for (var type : Map.of("uint16", "65535", "uint32", "4294967295", "uint64", "18446744073709551615")
                .entrySet()) {
            var largest = new BigInteger(type.getValue());
            var data = List.of(largest, largest.add(BigInteger.ONE));
            refused(
                    "sums",
                    Map.of("dtype", type.getKey(), "shape", List.of(1, 2), "data", data),
                    "inputs.x.data[1]",
                    "must be a whole number from 0 to " + largest);
            refused(
                    "sums",
                    Map.of("dtype", type.getKey(), "shape", List.of(1, 2), "data", List.of(0, largest)),
                    "inputs.x.dtype",
                    "must be float32, was " + type.getKey());
        }
    }

    private static byte[] ones(int bytes) {
        var ones = new byte[bytes];
        Arrays.fill(ones, (byte) -1);
        return ones;
    }

    private static void install(String name, TinyModel network) throws IOException {
        Files.createDirectories(models().resolve(name));
        network.writeTo(models().resolve(name + "/model.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/" + name).statusCode() == 200);
    }

    private static Map<String, Object> texts(List<Integer> shape, Object... data) {
        return Map.of("dtype", "string", "shape", shape, "data", List.of(data));
    }

    private static String outputs(String model, Map<String, ?> input) {
        var job = submit(Map.of("kind", "tensor", "model", model, "inputs", Map.of("x", input)))
                .statusCode(200)
                .body("state", equalTo("completed"))
                .extract()
                .jsonPath();
        return given().get(job.getString("artifacts[0]")).asString();
    }

    private static void refused(String model, Map<String, ?> input, String field, String message) {
        submit(Map.of("kind", "tensor", "model", model, "inputs", Map.of("x", input)))
                .statusCode(422)
                .body("field_errors.field", hasItem(field))
                .body("field_errors.message", hasItem(containsString(message)));
    }
}
