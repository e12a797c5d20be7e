package dev.kintsugi.report.analytics;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.repository.ModelRepository;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of the installed models, as they were seconds ago: asking for them never blocks. Callers can make up others. */
@ApplicationScoped
class ModelNames {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ModelRepository repository;
    private final BackgroundTasks background;
    private volatile Set<String> known = Set.of();

    ModelNames(ModelRepository repository, BackgroundTasks background) {
        this.repository = repository;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.nowAndEvery(EVERY, "model names", this::read);
    }

    private void read() {
        known = repository.all().stream().map(model -> model.id().value()).collect(Collectors.toUnmodifiableSet());
    }

    /** The name of an installed model, {@code other} for any other name, empty for none. */
    String bounded(String name) {
        var id = name.toLowerCase(Locale.ROOT);
        return id.isEmpty() || known.contains(id) ? id : FailureKey.OTHER;
    }
}
