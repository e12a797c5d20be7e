package dev.kintsugi.corpus;

import dev.kintsugi.recovery.failure.FailureType;
import java.util.ArrayList;
import java.util.List;

/** The faults of one thing that throws. Servers and files that they need are closed with it. */
public abstract class Boundary implements AutoCloseable {

    private final String name;
    private final String operation;
    private final List<Provocation> provocations = new ArrayList<>();
    private final List<AutoCloseable> owned = new ArrayList<>();

    protected Boundary(String name) {
        this(name, "");
    }

    protected Boundary(String name, String operation) {
        this.name = name;
        this.operation = operation;
    }

    protected final void fault(String id, FailureType expected, Fault fault) {
        faultWhere(true, id, expected, fault);
    }

    protected final void faultWhere(boolean possible, String id, FailureType expected, Fault fault) {
        add(true, possible, id, expected, fault);
    }

    /** Written down from the public record, since no machine here can provoke it. */
    protected final void reported(String id, FailureType expected, Fault fault) {
        add(false, true, id, expected, fault);
    }

    protected final <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    final List<Provocation> provocations() {
        return provocations;
    }

    private void add(boolean real, boolean possible, String id, FailureType expected, Fault fault) {
        provocations.add(new Provocation(name + ": " + id, name, operation, real, possible, expected, fault));
    }

    @Override
    public void close() throws Exception {
        for (var resource : owned.reversed()) {
            resource.close();
        }
    }
}
