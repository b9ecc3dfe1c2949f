package io.keysweep.schedule;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ScheduleRequestsIT extends ScheduleRequestsTest {}
