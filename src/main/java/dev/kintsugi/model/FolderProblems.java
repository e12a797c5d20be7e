package dev.kintsugi.model;

import io.quarkus.logging.Log;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong with folders in the models folder, for the log: each problem once, until it changes. */
public final class FolderProblems {

    private final Map<String, String> told = new ConcurrentHashMap<>();

    /** @param problems all there are now, by folder */
    public void tell(Map<String, String> problems) {
        problems.forEach((name, problem) -> {
            if (!problem.equals(told.put(name, problem))) {
                Log.warnf("the folder %s in the models folder: %s", name, problem);
            }
        });
        told.keySet().retainAll(problems.keySet());
    }
}
