package dev.kintsugi.store.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.model.file.WriteFaultHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    Path folder;

    @Override
    ArtifactStore store() {
        return new FileArtifactStore(folder.resolve("artifacts"), WriteFaultHook.OPEN);
    }

    @Test
    void givesNothingThatWasDamagedAndPutsItRight() throws IOException {
        var store = store();
        store.put("abc".getBytes());
        var file = folder.resolve("artifacts/ba").resolve(DIGEST);
        Files.writeString(file, "abd");
        assertThat(store.get(DIGEST)).isEmpty();
        store.put("abc".getBytes());
        assertThat(store.get(DIGEST)).isPresent();
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsTakenAway() throws IOException {
        var left = Files.createDirectories(folder.resolve("artifacts/partial")).resolve("123");
        Files.writeString(left, "half a pict");
        store().put("abc".getBytes());
        assertThat(left).doesNotExist();
    }

    @Test
    void takesNoOtherNames() {
        assertThatThrownBy(() -> store().get("../../kintsugi.db")).isInstanceOf(IllegalArgumentException.class);
    }
}
