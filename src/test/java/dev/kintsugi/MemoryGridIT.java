package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.MemoryGrid.Cell;
import dev.kintsugi.MemoryGrid.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A few cells of the {@link MemoryGrid} under one budget; another budget needs another process. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class MemoryGridIT {

    private static final int CELLS = 3;

    @TempDir
    static Path home;

    @Test
    void whatFitsInAnyWayIsAnswered() throws Exception {
        var seed = Long.getLong("grid.seed", System.nanoTime());
        System.out.println("memory grid, -Dgrid.seed=" + seed);
        var random = new Random(seed);
        var budget = MemoryGrid.BUDGETS.get(random.nextInt(MemoryGrid.BUDGETS.size()));
        var cells = new ArrayList<>(
                Cell.all().stream().filter(cell -> cell.budget().equals(budget)).toList());
        Collections.shuffle(cells, random);
        assertThat(new MemoryGrid(home).ask(budget, cells.subList(0, CELLS)))
                .as("seed " + seed)
                .allMatch(Finding::answered);
    }
}
