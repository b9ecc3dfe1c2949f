package io.keysweep.audit;

import io.keysweep.certificate.VerifyCertificate;
import io.keysweep.sweep.PeriodicWork;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Signs how far chains have come, and logs it, so that it is known outside of the database: with each verification, and once
 * an hour for each chain that grows. What is not signed for now, as its key is away, is behind at the next look as well.
 */
@ApplicationScoped
class Checkpoints implements PeriodicWork {

    /** The {@code typ} of a signed checkpoint. */
    static final String TYPE = VerifyCertificate.CHECKPOINT_TYPE;

    private static final Logger LOGGER = Logger.getLogger(Checkpoints.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final int AT_ONCE = 100;
    // Other periodic work stands behind this one: it must not wait until a key in Azure Key Vault is given up, or all
    // of very many chains are signed by one.
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CheckpointRepository repository;
    private final AuditSigning signing;

    Checkpoints(CheckpointRepository repository, AuditSigning signing) {
        this.repository = repository;
        this.signing = signing;
    }

    /** The account's latest. */
    Uni<Optional<Checkpoint>> last(String account) {
        return repository.last(account);
    }

    /** Makes one of the end of a chain, unless it is there. */
    Uni<Checkpoint> make(String account, long seq, byte[] hash) {
        return signing.sign(TYPE, payload(account, seq, hash))
                .map(jws -> new Checkpoint(account, seq, hash, jws))
                .call(checkpoint -> repository.add(checkpoint).invoke(added -> log(checkpoint, added)));
    }

    private static String payload(String account, long seq, byte[] hash) {
        // An account's name needs no escapes: letters, digits, points and dashes; see CallerClaims.
        return "{\"account\":\"" + account + "\",\"seq\":" + seq + ",\"hash\":\""
                + HexFormat.of().formatHex(hash) + "\"}";
    }

    private static void log(Checkpoint checkpoint, boolean added) {
        if (added) {
            LOGGER.infof(
                    "audit checkpoint account=%s seq=%d hash=%s jws=%s",
                    checkpoint.account(),
                    checkpoint.seq(),
                    HexFormat.of().formatHex(checkpoint.hash()),
                    checkpoint.jws());
        }
    }

    @Override
    public String name() {
        return "sign the ends of audit chains";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Uni<Void> look() {
        long begin = System.nanoTime();
        return Multi.createBy()
                .repeating()
                .uni(this::makeSome)
                .whilst(made -> made == AT_ONCE && System.nanoTime() - begin < LONGEST.toNanos())
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure(NotSignedException.class)
                .invoke(failure -> LOGGER.warnf("audit checkpoints put off reason=%s", failure.getMessage()))
                .onFailure(NotSignedException.class)
                .recoverWithNull();
    }

    private Uni<Integer> makeSome() {
        return repository.behind(AT_ONCE).chain(ends -> makeAll(ends).replaceWith(ends.size()));
    }

    private Uni<Void> makeAll(List<Checkpoint> ends) {
        return Multi.createFrom()
                .iterable(ends)
                .onItem()
                .transformToUniAndConcatenate(this::makeSoon)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Checkpoint> makeSoon(Checkpoint end) {
        return make(end.account(), end.seq(), end.hash())
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new NotSignedException("not signed within " + PATIENCE, PATIENCE));
    }
}
