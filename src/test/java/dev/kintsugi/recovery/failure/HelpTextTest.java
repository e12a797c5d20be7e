package dev.kintsugi.recovery.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs of every kind are told these texts, but for those that name a kind. */
class HelpTextTest {

    @ParameterizedTest
    @EnumSource
    void speaksOfPicturesToRequestsForPicturesOnly(FailureType type) {
        var text = HelpText.of(type);
        assertThat(Stream.concat(Stream.of(text.title(), text.message()), text.suggestions().stream()))
                .filteredOn(sentence -> !sentence.startsWith("["))
                .noneMatch(sentence -> sentence.matches("(?i).*\\b(pictures?|images?|draw\\w*|pixels?|prompt)\\b.*"));
    }
}
