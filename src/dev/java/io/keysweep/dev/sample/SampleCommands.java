package io.keysweep.dev.sample;

import java.util.UUID;

/** Commands to go on with, ready to be copied into a shell: logged in one piece, each from the first column. */
final class SampleCommands {

    private static final String TEXT =
            """
            Keysweep listens on %1$s, local user admin, password admin

            # The next bulk job, to be copied as it is; the token in it holds five minutes
            curl -s %2$s -H 'Content-Type: application/json' \\
              -H 'Authorization: Bearer %3$s' \\
              -d '%4$s'

            # The same step by step: a token
            TOKEN=$(curl -s %1$s%5$s -H 'Content-Type: application/json' \\
              -d '%6$s' | sed 's/.*"jwt":"\\([^"]*\\)".*/\\1/')

            # What would the job delete? A dry run deletes nothing
            curl -s %2$s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
              -d '%7$s'

            # The job
            JOB=$(curl -s %2$s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
              -d '%4$s' | sed 's/{"id":"\\([^"]*\\)".*/\\1/')

            # Watch it, then see what became of each backup
            curl -sN %2$s/$JOB/events -H "Authorization: Bearer $TOKEN"
            curl -s "%2$s/$JOB/results?limit=5" -H "Authorization: Bearer $TOKEN"

            # All calls, to try out: %1$s/q/swagger-ui
            """;

    private SampleCommands() {}

    /** Has a token in it, which only dev mode may log. */
    static String text(SampleService service, UUID vault) {
        return TEXT.formatted(
                service.baseUri(),
                service.baseUri() + SampleService.BULK_JOBS,
                service.token(),
                SampleJob.request(vault).encode(),
                SampleService.TOKENS,
                SampleService.LOGIN.encode(),
                SampleJob.request(vault).put("dry_run", true).encode());
    }
}
