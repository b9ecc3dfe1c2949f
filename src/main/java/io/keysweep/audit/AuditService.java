package io.keysweep.audit;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.limits.StreamPlaces;
import io.keysweep.limits.Streams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** What can be done with an account's records, one method each. */
@ApplicationScoped
class AuditService {

    private static final Logger LOGGER = Logger.getLogger(AuditService.class);
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    // Records of schedules take up to 50 KB each. A page's hashes take half a millisecond of the event loop.
    private static final int AT_ONCE = 250;

    private final AuditRecordRepository records;
    private final Checkpoints checkpoints;
    private final StreamPlaces places;

    AuditService(AuditRecordRepository records, Checkpoints checkpoints, Streams streams) {
        this.records = records;
        this.checkpoints = checkpoints;
        this.places = streams.reports();
    }

    /** The record of this number. */
    Uni<AuditRecordView> get(String account, String id) {
        if (!NUMBER.matcher(id).matches()) {
            throw noSuchRecord();
        }
        return records.find(account, Long.parseLong(id))
                .map(found -> found.map(AuditRecordView::of).orElseThrow(AuditService::noSuchRecord));
    }

    private static NotFoundException noSuchRecord() {
        return new NotFoundException("audit record: there is none of this id");
    }

    /** A page of records. */
    Uni<Page<AuditRecordView>> list(AuditFilter filter, PageRequest page) {
        return records.list(filter, page).chain(found -> records.count(filter)
                .map(total -> Page.of(page, total, found).map(AuditRecordView::of)));
    }

    /**
     * Walks the account's chain from its first record, which takes long if it is long, and a place among reports.
     *
     * @param seq with the hash, a checkpoint that the caller kept; null for none
     */
    Uni<VerificationView> verify(String account, String seq, String hash) {
        Optional<ChainCheck.Known> kept = kept(seq, hash);
        return places.during(account, checkpoints.last(account).chain(last -> walk(account, known(kept, last))));
    }

    private static List<ChainCheck.Known> known(Optional<ChainCheck.Known> kept, Optional<Checkpoint> last) {
        List<ChainCheck.Known> known = new ArrayList<>();
        last.map(it -> new ChainCheck.Known(it.seq(), it.hash(), "the last checkpoint", false))
                .ifPresent(known::add);
        kept.ifPresent(known::add);
        return known;
    }

    private static Optional<ChainCheck.Known> kept(String seq, String hash) {
        if (seq == null && hash == null) {
            return Optional.empty();
        }
        if (seq == null || !NUMBER.matcher(seq).matches()) {
            throw new BadRequestException("seq: must be the number of a record, and come with its hash");
        }
        if (hash == null || !HASH.matcher(hash).matches()) {
            throw new BadRequestException("hash: must be 64 hexadecimal digits in lower case, and come with seq");
        }
        return Optional.of(new ChainCheck.Known(
                Long.parseLong(seq), HexFormat.of().parseHex(hash), "the checkpoint of the request", true));
    }

    private Uni<VerificationView> walk(String account, List<ChainCheck.Known> known) {
        ChainCheck check = new ChainCheck(known);
        return Multi.createBy()
                .repeating()
                .uni(() -> records.after(account, check.seq(), AT_ONCE).invoke(page -> page.forEach(check::next)))
                .whilst(page -> !page.isEmpty() && check.intact())
                .collect()
                .last()
                .chain(() -> result(account, check));
    }

    private Uni<VerificationView> result(String account, ChainCheck check) {
        Optional<ChainCheck.Broken> broken = check.end();
        if (broken.isPresent()) {
            log(account, broken.get());
            return Uni.createFrom().item(VerificationView.broken(check.seq(), broken.get()));
        }
        return check.seq() == 0
                ? Uni.createFrom().item(VerificationView.empty())
                : checkpoints.make(account, check.seq(), check.hash()).map(VerificationView::intact);
    }

    // What a caller claims and nothing else shows is for him to look into: anybody could raise the alarm.
    private static void log(String account, ChainCheck.Broken broken) {
        LOGGER.logf(
                broken.claimed() ? Logger.Level.WARN : Logger.Level.ERROR,
                "audit chain %s account=%s seq=%d problem=\"%s\"",
                broken.claimed() ? "not as claimed" : "broken",
                account,
                broken.seq(),
                broken.problem());
    }
}
