package dev.kintsugi.ops.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessLimitsTest {

    private static final String TABLE = """
            Limit                     Soft Limit           Hard Limit           Units
            Max core file size        0                    unlimited            bytes
            Max open files            %s                 %s                files
            Max locked memory         8388608              8388608              bytes
            """;

    @Test
    void tooFewFilesAreToldWithTheNumberThatIsNeeded() {
        assertThat(ProcessLimits.parse(TABLE.formatted("64", "64")).problem())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("kintsugi cannot start: ")
                        .contains("only 64 files", "needs 256", "ulimit -n"));
    }

    @Test
    void enoughFilesAreNoProblem() {
        assertThat(ProcessLimits.parse(TABLE.formatted("256", "1024")).problem())
                .isEmpty();
        assertThat(ProcessLimits.parse(TABLE.formatted("unlimited", "unlimited"))
                        .problem())
                .isEmpty();
        assertThat(ProcessLimits.parse("").problem()).isEmpty();
    }
}
