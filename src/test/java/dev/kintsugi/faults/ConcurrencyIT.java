package dev.kintsugi.faults;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ConcurrencyIT extends ConcurrencyTest {}
