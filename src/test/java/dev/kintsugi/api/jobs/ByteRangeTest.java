package dev.kintsugi.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 0, 3",
        "bytes=4-, 4, 9",
        "bytes=-3, 7, 9",
        "bytes=-99, 0, 9",
        "bytes=8-99, 8, 9",
        "bytes = 9-9, 9, 9",
        "bytes=0-99999999999999999999, 0, 9",
        "bytes=-99999999999999999999, 0, 9"
    })
    void understandsOneRange(String header, int first, int last) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new ByteRange.Part(first, last));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=10-",
        "bytes=-0",
        "bytes=99-100",
        "bytes=99999999999-",
        "bytes=99999999999999999998-99999999999999999999"
    })
    void saysThatThereIsNoSuchPart(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new ByteRange.None());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "bytes=-",
                "bytes=5-3",
                "pages=1-2",
                "bytes=0-1,4-5",
                "nonsense",
                "bytes=99999999999999999999-99999999999999999998"
            },
            delimiter = ';')
    void whatIsNotUnderstoodIsAnsweredWithEverything(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(ByteRange.ALL);
    }

    @Test
    void readsHowLongToWait() {
        assertThat(Preference.wait("respond-async, wait=10").toSeconds()).isEqualTo(10);
        assertThat(Preference.wait("WAIT = \"7\"").toSeconds()).isEqualTo(7);
        assertThat(Preference.wait("wait=999999").toSeconds()).isEqualTo(300);
        assertThat(Preference.wait("await=3").toSeconds()).isZero();
        assertThat(Preference.wait("wait=soon").toSeconds()).isZero();
        assertThat(Preference.wait(null).toSeconds()).isZero();
    }
}
