package dev.kintsugi.model.repair;

import dev.kintsugi.model.ModelId;

/** Hears what is done about damaged models without a request. Must not block. */
public interface RestoreListener {

    /** All files of a model are whole again. */
    void restored(ModelId model);
}
