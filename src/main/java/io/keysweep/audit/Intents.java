package io.keysweep.audit;

import io.keysweep.http.ApiException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Puts on record who is about to have Azure change something, before Azure is asked, and what came of it afterwards. The
 * records that triggers write come with our rows, which are written after Azure's answer: a process that dies in between
 * would leave none, and a row that somebody else moved meanwhile one in the wrong name.
 */
@ApplicationScoped
public class Intents {

    private static final Logger LOGGER = Logger.getLogger(Intents.class);
    private static final int LONGEST_ERROR = 500;

    private final IntentRepository records;

    Intents(IntentRepository records) {
        this.records = records;
    }

    /**
     * Makes the change once the intent is committed; if it cannot be, nothing is asked of anybody. That the outcome cannot be
     * recorded is logged and fails nothing: the change is made, and its intent on record.
     */
    public <T> Uni<T> during(Intent intent, Supplier<Uni<T>> change) {
        return records.requested(intent).chain(seq -> Uni.createFrom()
                .deferred(change::get)
                .onItemOrFailure()
                .call((done, failure) -> conclude(intent, seq, failure)));
    }

    private Uni<Void> conclude(Intent intent, long seq, Throwable failure) {
        Uni<Void> recorded =
                failure == null ? records.succeeded(intent, seq) : records.failed(intent, seq, described(failure));
        return recorded.onFailure()
                .invoke(lost -> LOGGER.errorf(
                        "outcome not on record account=%s operation=%s resource=%s intent=%d outcome=%s reason=%s",
                        intent.account(),
                        intent.operation(),
                        intent.subject(),
                        seq,
                        failure == null ? "success" : "failure",
                        lost))
                .onFailure()
                .recoverWithNull();
    }

    private static String described(Throwable failure) {
        String text = failure instanceof ApiException told
                ? String.valueOf(told.getMessage())
                : "an error of the service: " + failure.getClass().getSimpleName();
        return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "…";
    }
}
