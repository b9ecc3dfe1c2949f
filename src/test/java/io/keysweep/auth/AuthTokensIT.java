package io.keysweep.auth;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AuthTokensIT extends AuthTokensTest {}
