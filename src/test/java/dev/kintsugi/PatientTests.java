package dev.kintsugi;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What a test waits for may take long on a busy machine; one that waits in vain fails after a minute. */
public class PatientTests implements QuarkusTestBeforeClassCallback {

    @Override
    public void beforeClass(Class<?> testClass) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
