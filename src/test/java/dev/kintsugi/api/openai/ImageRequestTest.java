package dev.kintsugi.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller is told of fields that change nothing. */
class ImageRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          |",
                "{'quality': 'high'}                         |",
                "{'quality': 'auto', 'steps': 4}             |",
                "{'quality': 'high', 'steps': 4}             | The field 'quality' has no effect beside steps.",
                "{'partial_images': 1}                       | The field 'partial_images' has no effect without stream.",
                "{'partial_images': 1, 'stream': true}       |",
                "{'moderation': 'low'}                       | The field 'moderation' has no effect: there is no moderation.",
                "{'seed': -1}                                | The seed -1 stands for a random one; kintsugi.seeds says which was used.",
                "{'output_format': 'webp', 'output_compression': 9} |",
                "{'style': 'vivid'}                          | The field 'style' has no effect.",
                "{'output_compression': 9}                   | The field 'output_compression' has no effect: PNG is without loss.",
                "{'response_format': 'url', 'stream': true}  | The field 'response_format' has no effect with stream: its pictures are b64_json.",
                "{'response_format': 'b64_json', 'stream': true} |",
                "{'prompt': 'a \\u000astar'}                     |",
                "{'prompt': 'a \\u0000star'}                  | Characters of the field 'prompt' were left out: control characters, private ones or halves of surrogate pairs.",
                "{'negative_prompt': 'a \\ud800 star'}        | Characters of the field 'negative_prompt' were left out: control characters, private ones or halves of surrogate pairs.",
                "{'step': 9}                                 | The field 'step' is not known and was ignored."
            })
    void namesFieldsThatHaveNoEffect(String body, String warning) throws Exception {
        var request = new ObjectMapper().readValue(body.replace('\'', '"'), ImageRequest.class);
        if (warning == null) {
            assertThat(request.warnings()).isEmpty();
        } else {
            assertThat(request.warnings()).containsExactly(warning);
        }
    }
}
