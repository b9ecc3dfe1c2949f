package io.keysweep.bulkjob;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class BulkJobListIT extends BulkJobListTest {}
