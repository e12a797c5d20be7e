package dev.kintsugi.ops.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
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
        assertThat(limits(TABLE.formatted("64", "64")).problem())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("kintsugi cannot start: ")
                        .contains("only 64 files", "needs 256", "ulimit -n"));
    }

    @Test
    void enoughFilesAreNoProblem() {
        assertThat(limits(TABLE.formatted("256", "1024")).problem()).isEmpty();
        assertThat(limits(TABLE.formatted("unlimited", "unlimited")).problem()).isEmpty();
        assertThat(limits("").problem()).isEmpty();
    }

    @Test
    void aHeapThatIsTooSmallIsToldWithTheOptionThatHelps() {
        assertThat(new ProcessLimits(OptionalLong.empty(), 64L << 20).problem())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("kintsugi cannot start: ")
                        .contains("only 64 MiB", "needs 88", "-Xmx96m"));
        assertThat(new ProcessLimits(OptionalLong.empty(), ProcessLimits.LEAST_HEAP).problem())
                .isEmpty();
    }

    private static ProcessLimits limits(String table) {
        return ProcessLimits.parse(table, Long.MAX_VALUE);
    }
}
