package io.keysweep.limits;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged service. */
@QuarkusIntegrationTest
class SlowClientsOverHttp2IT extends SlowClientsOverHttp2Test {}
