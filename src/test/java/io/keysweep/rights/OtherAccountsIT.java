package io.keysweep.rights;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OtherAccountsIT extends OtherAccountsTest {}
