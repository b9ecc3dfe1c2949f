package io.keysweep.subscription;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SubscriptionsIT extends SubscriptionsTest {}
