package dev.kintsugi.report.analytics;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.ModelRepository;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of the installed models, as they were seconds ago: asking for them never blocks. Callers can make up others. */
@ApplicationScoped
class ModelNames {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ModelRepository repository;
    private final NamedModels named;
    private final BackgroundTasks background;
    private volatile Set<String> known = Set.of();

    ModelNames(ModelRepository repository, NamedModels named, BackgroundTasks background) {
        this.repository = repository;
        this.named = named;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.nowAndEvery(EVERY, "model names", this::read);
    }

    private void read() {
        known = repository.all().stream()
                .map(Model::id)
                .flatMap(id -> Stream.concat(Stream.of(id.value()), named.aliases(id).stream()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The name of an installed model or an alias of one, {@code other} for any other name, empty for none. */
    String bounded(String name) {
        var id = name.toLowerCase(Locale.ROOT);
        return id.isEmpty() || known.contains(id) ? id : FailureKey.OTHER;
    }
}
