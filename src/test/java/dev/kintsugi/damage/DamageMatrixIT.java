package dev.kintsugi.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.logging.Log;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred cells of the damage matrix, others each time. The whole matrix is a command of its own, see {@code
 * DamageMatrixBench}. Repeat a run with {@code -Dmatrix.seed=…}.
 */
class DamageMatrixIT {

    private static final int CELLS = Integer.getInteger("matrix.cells", 100);
    private static final Pattern MATCHING = Pattern.compile(System.getProperty("matrix.matching", ""));

    @Test
    void eachDamageEndsInARightPictureAFlaggedOneOrAClearError(@TempDir Path folder) throws Exception {
        var seed = Long.getLong("matrix.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        Log.infof("the damage matrix runs with -Dmatrix.seed=%d", seed);
        var findings = new ArrayList<Finding>();
        try (var matrix = new DamageMatrix(folder, seed, findings::add)) {
            matrix.run(CELLS, MATCHING);
        }
        Log.info(findings.stream().collect(Collectors.groupingBy(Finding::verdict, Collectors.counting())));
        assertThat(findings).as("seed %d", seed).isNotEmpty();
        assertThat(findings.stream().filter(finding -> !finding.verdict().isGood()))
                .as("seed %d", seed)
                .isEmpty();
    }
}
