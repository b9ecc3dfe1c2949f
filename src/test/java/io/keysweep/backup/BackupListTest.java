package io.keysweep.backup;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupListTest {

    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant FIRST_TEN_DAYS = JANUARY.plus(Duration.ofDays(10));

    private final String account = Seed.account();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        vault = Seed.vault(account, "payments");
        key = Seed.key(vault, "orders");
    }

    private RequestSpecification admin() {
        return Callers.admin(account).noContentType();
    }

    private static String backups(UUID key) {
        return "/api/v1/cckm/azure/keys/" + key + "/backups";
    }

    @Test
    void listsTheNewestFirstAndPages() {
        List<UUID> ids = Seed.backups(key, 25, JANUARY, FIRST_TEN_DAYS, 100);

        admin().get(backups(key))
                .then()
                .body("total", equalTo(25))
                .body("resources.size()", equalTo(10))
                .body("resources[0].id", equalTo(ids.get(24).toString()));
        admin().queryParam("skip", 20)
                .queryParam("limit", 10)
                .queryParam("sort", "createdAt")
                .get(backups(key))
                .then()
                .body(
                        "resources.id",
                        equalTo(ids.subList(20, 25).stream().map(UUID::toString).toList()));
        admin().queryParam("limit", -1).get(backups(key)).then().body("resources.size()", equalTo(25));
    }

    @Test
    void doesNotTakeAPageForAll() {
        Seed.backups(key, 1_003, JANUARY, FIRST_TEN_DAYS, 10);

        admin().queryParam("limit", -1)
                .get(backups(key))
                .then()
                .statusCode(400)
                .body(
                        "message",
                        equalTo("limit: -1 is for lists of up to 1000, and here are 1003;"
                                + " page with skip and a limit of 1 to 1000"));
        admin().queryParam("limit", -1)
                .queryParam("skip", 3)
                .get(backups(key))
                .then()
                .statusCode(200)
                .body("resources.size()", equalTo(1_000));
        admin().queryParam("limit", 1_000).get(backups(key)).then().statusCode(200);
        admin().get(backups(key)).then().statusCode(200).body("total", equalTo(1_003));
    }

    @ParameterizedTest
    @ValueSource(strings = {"createdAt", "name", "type,size"})
    void pagesThroughEqualsInOneOrder(String sort) {
        List<UUID> ids = Seed.backups(key, 30, JANUARY, JANUARY, 100);

        List<String> paged = IntStream.range(0, 10)
                .mapToObj(page -> admin().queryParam("skip", page * 3)
                        .queryParam("limit", 3)
                        .queryParam("sort", sort)
                        .get(backups(key))
                        .path("resources.id"))
                .flatMap(page -> ((List<?>) page).stream().map(String::valueOf))
                .toList();

        assertEquals(ids.stream().map(UUID::toString).toList(), paged);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name      | name = 'nightly'    | nightly | 1",
                "type      | type = 'scheduled'  | scheduled | 1",
                "type      | type = 'sync'       | manual  | 2",
                "type      | type = 'sync'       | weekly  | 0"
            })
    void narrowsTheListByEachFilterOnBackups(String filter, String change, String value, int expected) {
        UUID changed = Seed.backups(key, 3, JANUARY, FIRST_TEN_DAYS, 100).get(1);
        Seed.update("UPDATE key_backup SET " + change + " WHERE id = ?", changed);

        admin().queryParam(filter, value)
                .get(backups(key))
                .then()
                .statusCode(200)
                .body("total", equalTo(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "vault_name, payments, other",
        "subscription_id, " + Seed.SUBSCRIPTION + ", other",
        "subscription_name, Pay-As-You-Go, other",
        "region, northcentralus, westus",
        "tenant, 72f988bf-86f1-41af-91ab-2d7cd011db47, other",
        "cloud_name, AzureCloud, AzureChinaCloud",
        "gone, false, true"
    })
    void narrowsTheListByWhatAllBackupsOfAKeyShare(String filter, String same, String other) {
        Seed.backups(key, 2, JANUARY, FIRST_TEN_DAYS, 100);

        admin().queryParam(filter, same).get(backups(key)).then().body("total", equalTo(2));
        admin().queryParam(filter, other).get(backups(key)).then().body("total", equalTo(0));
        admin().queryParam(filter, same, other).get(backups(key)).then().body("total", equalTo(2));
    }

    @Test
    void narrowsTheListById() {
        List<UUID> ids = Seed.backups(key, 3, JANUARY, FIRST_TEN_DAYS, 100);

        admin().queryParam("backup_id", ids.get(0), ids.get(2))
                .get(backups(key))
                .then()
                .body("total", equalTo(2));
        admin().queryParam("backup", ids.get(1))
                .get(backups(key))
                .then()
                .body("resources.id", contains(ids.get(1).toString()));
    }

    @ParameterizedTest
    @CsvSource({
        // Ten backups, one a day at midnight UTC, from the first to the tenth.
        "created_after, 2024-01-03, 7",
        "created_before, 2024-01-03, 2",
        "created_after, 2024-01-02T23:59:59.999999Z, 8",
        "created_after, 2024-01-02T23:59:59.9999999Z, 8",
        "created_before, 2024-01-03T00:00:00.000001Z, 3",
        "created_before, 2024-01-03T00:00:00.0000001Z, 3",
        "created_before, 2024-01-03T02:00:00+02:00, 2",
        "created_after, 0000-01-01T00:00:00Z, 10",
        "created_before, 9999-12-31T23:59:59.9999999-17:59, 10"
    })
    void narrowsTheListByTimesThatAreNotPartOfTheRange(String filter, String time, int expected) {
        Seed.backups(key, 10, JANUARY, FIRST_TEN_DAYS, 100);

        admin().queryParam(filter, time)
                .get(backups(key))
                .then()
                .statusCode(200)
                .body("total", equalTo(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "created_after, yesterday",
        "created_before, 2024-01-01T00:00:00",
        "created_after, +300000-01-01T00:00:00Z",
        "gone, no",
        "sort, digest",
        "sort, b.blob",
        "limit, 1001"
    })
    void refusesWhatItCannotListBy(String parameter, String value) {
        admin().queryParam(parameter, value)
                .get(backups(key))
                .then()
                .statusCode(400)
                .body("message", startsWith(parameter + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or '1'='1", "%", "*", ":p0", "?1"})
    void takesFiltersAsPlainValues(String value) {
        Seed.backups(key, 1, JANUARY, JANUARY, 100);

        for (String filter : new String[] {"backup_id", "backup", "name", "type", "vault_name", "region"}) {
            admin().queryParam(filter, value)
                    .get(backups(key))
                    .then()
                    .statusCode(200)
                    .body("total", equalTo(0));
        }
    }

    @Test
    void listsTheLastOfManyBackups() {
        Seed.backups(key, 100_000, JANUARY, FIRST_TEN_DAYS, 200);

        admin().queryParam("skip", 99_990)
                .get(backups(key))
                .then()
                .body("total", equalTo(100_000))
                .body("resources.size()", equalTo(10));
    }
}
