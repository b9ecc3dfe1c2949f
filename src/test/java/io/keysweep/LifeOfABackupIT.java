package io.keysweep;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class LifeOfABackupIT extends LifeOfABackupTest {}
