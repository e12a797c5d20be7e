package dev.kintsugi.model;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Models that were known and are not there any more, as they were: what may stand in for them is in their manifests. */
public final class LostModels {

    private final Map<ModelId, ModelVersions> lost = new ConcurrentHashMap<>();

    /** The models folder was read again. */
    public void update(Map<ModelId, ModelVersions> before, Map<ModelId, ModelVersions> now) {
        lost.putAll(before);
        lost.keySet().removeAll(now.keySet());
    }

    /** A version of one, or the version that answered; nothing if it is there or was never known. */
    public Optional<Model> find(ModelId id, String version) {
        return Optional.ofNullable(lost.get(id))
                .map(versions -> versions.find(version).orElse(versions.current()));
    }
}
