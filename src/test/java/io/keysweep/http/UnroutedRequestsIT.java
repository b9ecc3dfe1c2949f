package io.keysweep.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged service. */
@QuarkusIntegrationTest
class UnroutedRequestsIT extends UnroutedRequestsTest {}
