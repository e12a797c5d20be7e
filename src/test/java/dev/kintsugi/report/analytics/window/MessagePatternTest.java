package dev.kintsugi.report.analytics.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    there is no model named 'dall-e-3'; GET /v1/models lists those there are | there is no model named <text>; GET <path> lists those there are
                    The model's files cannot be read, the user's disk is full                | The model's files cannot be read, the user's disk is full
                    4.5 GB are needed, 1,024 MB are free                                     | <n> GB are needed, <n> MB are free
                    a size of 1024x768 is too large                                          | a size of <n>x<n> is too large
                    job job_0123456789abcdef0123456789abcdef waits                           | job <id> waits
                    request 7f3a9c21-0b1d-4e5f-8a9b-1c2d3e4f5a6b failed                      | request <id> failed
                    /home/kintsugi/models/toy/unet.onnx is damaged                           | <path> is damaged
                    C:\\models\\toy\\unet.onnx is damaged                                    | <path> is damaged
                    https://example.org/a?b=1 did not answer                                 | <path>?b=<n> did not answer
                    the body must be JSON, with Content-Type: application/json               | the body must be JSON, with Content-Type: application/json
                    it isn't 'open                                                           | it isn't 'open
                    """)
    void replacesWhatDiffers(String message, String pattern) {
        assertThat(MessagePattern.of(message)).isEqualTo(pattern);
    }

    @Test
    void endsForWhateverIsSaid() {
        assertThat(MessagePattern.of("")).isEmpty();
        assertThat(MessagePattern.of("'".repeat(100_000))).hasSizeLessThanOrEqualTo(200);
        assertThat(MessagePattern.of("x".repeat(100_000))).hasSize(200);
        assertThat(MessagePattern.of("a\nb\u0000c")).isEqualTo("a b c");
    }
}
