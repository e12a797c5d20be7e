package dev.kintsugi.report.analytics;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.model.repository.ModelRepository;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The names of the installed models, as they were seconds ago: asking for them never blocks. Callers can make up others. */
@ApplicationScoped
class ModelNames {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ModelRepository repository;
    private final NamedModels named;
    private final BackgroundTasks background;
    private volatile Map<String, String> known = Map.of();

    ModelNames(ModelRepository repository, NamedModels named, BackgroundTasks background) {
        this.repository = repository;
        this.named = named;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.nowAndEvery(EVERY, "model names", this::read);
    }

    private void read() {
        var names = new HashMap<String, String>();
        for (var model : repository.all()) {
            var id = model.id();
            named.aliases(id).forEach(alias -> names.put(alias, id.value()));
            names.put(id.value(), id.value());
        }
        known = Map.copyOf(names);
    }

    /** The name of an installed model, also by an alias of it; {@code other} for any other name, empty for none. */
    String bounded(String name) {
        return name.isEmpty() ? "" : known.getOrDefault(name.toLowerCase(Locale.ROOT), FailureKey.OTHER);
    }
}
