package dev.kintsugi.faults;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same on the packaged service: the jar, or the native executable. */
@QuarkusIntegrationTest
class JobTurnsIT extends JobTurnsTest {}
