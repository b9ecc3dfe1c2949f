package io.keysweep.schedule;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.Texts;
import io.keysweep.http.TimeBound;
import java.time.Instant;
import java.util.Optional;

/**
 * A schedule that is understood and could be stored.
 *
 * @param runAt the cron expression as sent
 */
record JobConfigDraft(
        String name,
        String description,
        String runAt,
        Optional<Instant> start,
        Optional<Instant> end,
        boolean disabled,
        JobParameters parameters) {

    static final int NAME_MAXIMUM = 255;
    static final int DESCRIPTION_MAXIMUM = 4_000;

    private static final String ANY = "any";

    /** A new schedule, or {@link BadRequestException}. */
    static JobConfigDraft of(JobConfigRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: is empty; send a JSON object with name, operation and run_at");
        }
        JobOperation operation = JobOperation.of(request.operation());
        JobParameters parameters = request.parameters(operation);
        if (parameters == null && operation == JobOperation.KEY_BACKUP) {
            parameters = new JobParameters.KeyBackup(JobParameters.CLOUD);
        }
        if (parameters == null) {
            throw new BadRequestException(operation.parametersField() + ": is missing");
        }
        return checked(
                request,
                new JobConfigDraft(
                        request.name(),
                        request.description() == null ? "" : request.description(),
                        request.runAt(),
                        time("start_date", request.startDate(), Optional.empty()),
                        time("end_date", request.endDate(), Optional.empty()),
                        Boolean.TRUE.equals(request.disabled()),
                        parameters));
    }

    /** The schedule with what the request changes, or {@link BadRequestException}. */
    static JobConfigDraft of(JobConfig config, JobConfigRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: is empty; send a JSON object with what is to change");
        }
        JobConfigDraft now = config.draft();
        JobOperation operation = now.parameters().operation();
        if (request.operation() != null && JobOperation.of(request.operation()) != operation) {
            throw new BadRequestException("operation: cannot be changed; make another schedule");
        }
        return checked(
                request,
                new JobConfigDraft(
                        or(request.name(), now.name()),
                        or(request.description(), now.description()),
                        or(request.runAt(), now.runAt()),
                        time("start_date", request.startDate(), now.start()),
                        time("end_date", request.endDate(), now.end()),
                        or(request.disabled(), now.disabled()),
                        or(request.parameters(operation), now.parameters())));
    }

    private static <T> T or(T asked, T now) {
        return asked == null ? now : asked;
    }

    private static Optional<Instant> time(String field, String asked, Optional<Instant> now) {
        if (asked == null) {
            return now;
        }
        return asked.isEmpty() ? Optional.empty() : Optional.of(TimeBound.after(field, asked));
    }

    private static JobConfigDraft checked(JobConfigRequest request, JobConfigDraft draft) {
        checkText("name", draft.name, NAME_MAXIMUM);
        checkText("description", draft.description, DESCRIPTION_MAXIMUM);
        if (draft.name.isBlank()) {
            throw new BadRequestException("name: must not be blank");
        }
        if (request.runOn() != null && !request.runOn().equals(ANY)) {
            throw new BadRequestException("run_on: must be " + ANY + "; any replica makes the run");
        }
        if (request.hasOthers(draft.parameters.operation())) {
            throw new BadRequestException("operation: has parameters of another operation beside it; remove those");
        }
        if (draft.start.isPresent()
                && draft.end.isPresent()
                && !draft.start.get().isBefore(draft.end.get())) {
            throw new BadRequestException("start_date: must be earlier than end_date");
        }
        draft.parameters.check();
        draft.timetable();
        return draft;
    }

    private static void checkText(String field, String text, int maximum) {
        if (text == null) {
            throw new BadRequestException(field + ": is missing");
        }
        Texts.checked(field, text, maximum);
    }

    /** When it is due, apart from being disabled. */
    Timetable timetable() {
        return new Timetable(CronTimes.of(runAt), start, end);
    }

    /** Whether it does nothing that it did not do before. */
    boolean doesNoMoreThan(JobConfigDraft before) {
        return parameters.equals(before.parameters) && (disabled || !before.disabled);
    }

    /** Whether it is due when the other is. */
    boolean isDueAs(JobConfigDraft before) {
        return runAt.equals(before.runAt)
                && start.equals(before.start)
                && end.equals(before.end)
                && disabled == before.disabled;
    }

    /**
     * The next time it is due; empty if it is disabled or its end has come.
     *
     * @throws BadRequestException if it could never be due
     */
    Optional<Instant> nextRun(Instant now) {
        if (CronTimes.of(runAt).after(now).isEmpty()) {
            throw new BadRequestException("run_at: names a time that never comes, such as the 31st of February");
        }
        return disabled ? Optional.empty() : timetable().after(now);
    }
}
