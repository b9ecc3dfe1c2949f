package io.keysweep.dev.sample;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** Commands to go on with, ready to be copied into a shell. */
final class SampleCommands {

    private static final String TEXT =
            """
            ready: two vaults, eight keys and their backups; local user admin, password admin

            # The next bulk job, to be copied as it is (the token in it holds five minutes):
            curl -s %1$s/api/v1/cckm/azure/bulkjobs -H 'Content-Type: application/json' \\
              -H 'Authorization: Bearer %2$s' \\
              -d '{"operation":"delete-key-backups","delete_key_backups_param":{"vault_id":"%3$s","created_before":"%4$s"}}'

            # A fresh token; what the job would delete (add "dry_run"); all jobs:
            TOKEN=$(curl -s %1$s/api/v1/auth/tokens -H 'Content-Type: application/json' \\
              -d '{"username":"admin","password":"admin"}' | sed 's/.*"jwt":"\\([^"]*\\)".*/\\1/')
            curl -s %1$s/api/v1/cckm/azure/bulkjobs -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
              -d '{"operation":"delete-key-backups","dry_run":true,"delete_key_backups_param":{"vault_id":"%3$s","created_before":"%4$s"}}'
            curl -s %1$s/api/v1/cckm/azure/bulkjobs -H "Authorization: Bearer $TOKEN"

            The API: %1$s/q/swagger-ui
            """;

    private SampleCommands() {}

    static String text(SampleService service, UUID vault) {
        String before = LocalDate.now(ZoneOffset.UTC).minusMonths(10).toString();
        return TEXT.formatted(service.baseUri(), service.token(), vault, before);
    }
}
