package dev.kintsugi.generation.request;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The models that requests name: by their own names, or by aliases, which never hide an installed model. */
@ApplicationScoped
public class NamedModels {

    /** What OpenAI's clients send unless they are told another name. */
    private static final List<String> OPENAI =
            List.of("gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "dall-e-2", "dall-e-3");

    private final ModelRepository repository;
    private final Map<String, String> aliases = new TreeMap<>();

    public NamedModels(ModelRepository repository, ModelFolders folders) {
        this.repository = repository;
        OPENAI.forEach(name -> aliases.put(name, folders.models().image()));
        folders.models().aliases().forEach((name, target) -> aliases.put(lower(name), target));
    }

    /** The model of a name, in capitals or not. */
    public Optional<Model> find(String name) {
        return installed(name)
                .or(() -> Optional.ofNullable(aliases.get(lower(name))).flatMap(this::installed));
    }

    /**
     * The same for a request that cannot do without it.
     *
     * @throws TypedException model_not_found if there is none
     */
    public Model require(String name) {
        var target = aliases.get(lower(name));
        if (target == null || installed(name).isPresent()) {
            return repository.require(name);
        }
        try {
            return repository.require(target);
        } catch (TypedException e) {
            throw e.type() == FailureType.MODEL_NOT_FOUND ? missing(name, target) : e;
        }
    }

    /** The aliases of a model, sorted. */
    public List<String> aliases(ModelId model) {
        return aliases.entrySet().stream()
                .filter(alias -> lower(alias.getValue()).equals(model.value()))
                .map(Map.Entry::getKey)
                .filter(name -> installed(name).isEmpty())
                .toList();
    }

    /** What is wrong with the aliases, in one line each. */
    public List<String> problems() {
        return aliases.entrySet().stream()
                .filter(alias -> find(alias.getKey()).isEmpty())
                .map(alias ->
                        "the alias '%s' stands for the model '%s', which is not installed; requests for it are answered with 404"
                                .formatted(alias.getKey(), alias.getValue()))
                .toList();
    }

    private static TypedException missing(String name, String target) {
        return new TypedException(
                FailureType.MODEL_NOT_FOUND,
                "'%s' is an alias of the model '%s', which is not installed; GET /v1/models lists those there are"
                        .formatted(name, target));
    }

    private Optional<Model> installed(String name) {
        var id = lower(name);
        return ModelId.isValid(id) ? repository.find(new ModelId(id)) : Optional.empty();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
