package dev.kintsugi.model;

/** Hears what is done about damaged models without a request. Must not block. */
public interface RestoreListener {

    /** All files of a model are whole again. */
    void restored(ModelId model);
}
