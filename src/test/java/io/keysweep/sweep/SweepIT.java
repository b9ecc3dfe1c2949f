package io.keysweep.sweep;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SweepIT extends SweepTest {}
