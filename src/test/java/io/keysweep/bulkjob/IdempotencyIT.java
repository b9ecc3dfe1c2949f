package io.keysweep.bulkjob;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class IdempotencyIT extends IdempotencyTest {}
