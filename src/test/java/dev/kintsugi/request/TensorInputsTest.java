package dev.kintsugi.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that clients send as JSON: each number exactly, and each mistake with its place. */
class TensorInputsTest {

    private final List<FieldError> errors = new ArrayList<>();

    private Map<String, TensorValue> read(String json) throws Exception {
        return new TensorInputs(errors).read(new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    private List<FieldError> errors(String json) throws Exception {
        read(json);
        return errors;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "float32  | [0.5, -1]                                    | 0000003f000080bf",
                "float64  | [0.1]                                        | 9a9999999999b93f",
                "float16  | [1, 65504]                                   | 003cff7b",
                "bfloat16 | [1, 1.00390625]                              | 803f803f",
                "int64    | [9223372036854775807, -9223372036854775808]  | ffffffffffffff7f0000000000000080",
                "int32    | [-2147483648]                                | 00000080",
                "int16    | [-1, 2]                                      | ffff0200",
                "int8     | [-128, 127]                                  | 807f",
                "uint8    | [0, 255]                                     | 00ff",
                "bool     | [true, false, 1, 0]                          | 01000100",
                "float32  | ['NaN', 'Infinity', '-Infinity']             | 0000c07f0000807f000080ff",
                "float32  | []                                           | ''",
            })
    void readsEveryTypeExactly(String type, String data, String bytes) throws Exception {
        var count = data.equals("[]") ? 0 : data.split(",").length;
        var value = read("{'x':{'dtype':'" + type + "','shape':[" + count + "],'data':" + data + "}}")
                .get("x");
        assertThat(errors).isEmpty();
        assertThat(value.type()).isEqualTo(ElementType.of(type).orElseThrow());
        assertThat(HexFormat.of().formatHex(value.bytes())).isEqualTo(bytes);
    }

    @Test
    void readsNestedArraysAndScalars() throws Exception {
        var nested = read("{'x':{'dtype':'int8','shape':[2,2],'data':[[1,2],[3,4]]},"
                + "'s':{'dtype':'int8','shape':[],'data':[5]}}");
        assertThat(nested.get("x").bytes()).containsExactly(1, 2, 3, 4);
        assertThat(nested.get("s").bytes()).containsExactly(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,4,2147483647,2147483647]", "[2147483647,2147483647,2147483647]", "[4194305]"})
    void saysOfAShapeThatIsTooLargeOnlyWhatIsTrue(String shape) throws Exception {
        assertThat(errors("{'x':{'dtype':'int8','shape':" + shape + ",'data':[]}}"))
                .containsExactly(new FieldError("inputs.x.shape", "has too many numbers, at most 4194304 can be sent"));
    }

    /** As many numbers in other rows are another tensor, which the caller did not mean. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[1,2,3],[4,5,6]]",
                "[[1,2],[3,4],[5],[6]]",
                "[[[1],[2]],[[3],[4]],[[5],[6]]]",
                "[[1,2],[3,4],5,6]",
                "[1,[2,3],[4,5],6]",
                "[[[1,2],[3,4],[5,6]]]",
                "[[1,2],[3,4],[5,6],[]]"
            })
    void refusesNestedArraysOfAnotherShape(String data) throws Exception {
        assertThat(read("{'x':{'dtype':'int8','shape':[3,2],'data':[[1,2],[3,4],[5,6]]}}"))
                .hasSize(1);
        assertThat(errors("{'x':{'dtype':'int8','shape':[3,2],'data':" + data + "}}"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo("inputs.x.data");
                    assertThat(error.message()).contains("nested", "[3, 2]");
                });
    }

    @Test
    void namesTheLimitsOfALength() throws Exception {
        assertThat(errors("{'x': {'dtype':'float32','shape':[4294967296],'data':[]}}"))
                .containsExactly(new FieldError("inputs.x.shape[0]", "must be a whole number from 0 to 2147483647"));
    }

    @Test
    void namesOnlyTypesThatCanBeGiven() throws Exception {
        assertThat(errors("{'x': {'dtype':'complex64','shape':[1],'data':[1]}}"))
                .containsExactly(
                        new FieldError(
                                "inputs.x.dtype",
                                "must be one of float32, float64, float16, bfloat16, int32, int64, int16, int8, uint8, bool, string"));
    }

    @Test
    void leavesItToTheNetworkWhetherItNeedsNothing() throws Exception {
        assertThat(errors("{}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                          | inputs",
                "null                                                        | inputs",
                "{'x': 1}                                                    | inputs.x",
                "{'x': {'dtype':'float32','shape':[1],'data':[1],'name':1}}  | inputs.x.name",
                "{'x.1': {'dtype':'float32','shape':[1]}}                    | inputs[\"x.1\"].data",
                "{'x': {'dtype':'string','shape':[1,1,1,1,1,1,1,1,1],'data':['a']}} | inputs.x.shape",
                "{'x': {'shape':[1],'data':[1]}}                             | inputs.x.dtype",
                "{'x': {'dtype':'complex64','shape':[1],'data':['a']}}       | inputs.x.dtype",
                "{'x': {'dtype':'float32','data':[1]}}                       | inputs.x.shape",
                "{'x': {'dtype':'float32','shape':[1,-1],'data':[1]}}        | inputs.x.shape[1]",
                "{'x': {'dtype':'float32','shape':[99999,99999],'data':[]}}  | inputs.x.shape",
                "{'x': {'dtype':'float32','shape':[1]}}                      | inputs.x.data",
                "{'x': {'dtype':'float32','shape':[2],'data':[1]}}           | inputs.x.data",
                "{'x': {'dtype':'float32','shape':[1],'data':[1,2]}}         | inputs.x.data",
                "{'x': {'dtype':'float32','shape':[2],'data':[1,'two']}}     | inputs.x.data[1]",
                "{'x': {'dtype':'float32','shape':[2],'data':[1,1e39]}}      | inputs.x.data[1]",
                "{'x': {'dtype':'float16','shape':[1],'data':[65520]}}       | inputs.x.data[0]",
                "{'x': {'dtype':'int32','shape':[1],'data':[1.5]}}           | inputs.x.data[0]",
                "{'x': {'dtype':'uint8','shape':[1],'data':[-1]}}            | inputs.x.data[0]",
                "{'x': {'dtype':'int64','shape':[1],'data':[9223372036854775808]}} | inputs.x.data[0]",
                "{'x': {'dtype':'bool','shape':[1],'data':[2]}}              | inputs.x.data[0]",
                "{'x': {'dtype':'int8','shape':[1,1],'data':[[null]]}}       | inputs.x.data[0]",
            })
    void saysWhereAMistakeIs(String json, String field) throws Exception {
        assertThat(errors(json)).extracting(FieldError::field).containsExactly(field);
    }
}
