package dev.kintsugi.job.support;

import dev.kintsugi.recovery.failure.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.MDC;

/**
 * The fields of log lines about failures, which JSON logs have in {@code mdc}: {@code correlation_id}, {@code job}, {@code model},
 * {@code failure}, {@code severity}, {@code strategy} and {@code attempt}. A field without a value is left out.
 */
public final class LogFields {

    private final Map<String, String> fields = new LinkedHashMap<>();

    private LogFields() {}

    public static LogFields of(Failure failure) {
        return new LogFields()
                .with("correlation_id", failure.context().correlationId())
                .with("model", failure.context().model())
                .with("failure", failure.type().code())
                .with("severity", failure.severity().code());
    }

    /** The same with one more field, if it has a value. */
    public LogFields with(String field, String value) {
        if (!value.isEmpty()) {
            fields.put(field, value);
        }
        return this;
    }

    /** Logs with these fields; those that were set before are as they were afterwards. */
    public void log(Runnable line) {
        var before = new LinkedHashMap<String, Object>();
        fields.forEach((field, value) -> {
            before.put(field, MDC.get(field));
            MDC.put(field, value);
        });
        try {
            line.run();
        } finally {
            before.forEach((field, value) -> {
                if (value == null) {
                    MDC.remove(field);
                } else {
                    MDC.put(field, value);
                }
            });
        }
    }
}
