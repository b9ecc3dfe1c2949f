package io.keysweep.key;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AbandonedChangesIT extends AbandonedChangesTest {}
