package dev.kintsugi.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about settings says what the interfaces declare. */
class SettingsPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/settings.md");

    /** The page is made of the interfaces; after a change of those copy what this test has written. */
    @Test
    void pageSaysWhatTheInterfacesDeclare() throws IOException {
        var page = SettingsPage.text();
        var written = Path.of("target/settings.md");
        Files.writeString(written, page);
        assertThat(Files.readString(PAGE))
                .as("%s; what it should be is in %s", PAGE, written)
                .isEqualTo(page);
    }

    @Test
    void everySettingIsDescribed() {
        assertThat(SettingsPage.rows()).allSatisfy(row -> {
            assertThat(row.text()).as(row.key()).isNotBlank().endsWith(".");
            assertThat(row.text().length()).as(row.key()).isLessThan(320);
        });
    }
}
