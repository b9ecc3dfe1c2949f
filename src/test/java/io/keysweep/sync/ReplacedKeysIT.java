package io.keysweep.sync;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ReplacedKeysIT extends ReplacedKeysTest {}
