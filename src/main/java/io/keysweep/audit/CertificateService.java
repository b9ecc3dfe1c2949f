package io.keysweep.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keysweep.auth.Caller;
import io.keysweep.certificate.VerifyCertificate;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.ResourceUri;
import io.keysweep.limits.StreamPlaces;
import io.keysweep.limits.Streams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Certificates of bulk jobs that have ended, however they did. Of one job there is one, for good. */
@ApplicationScoped
class CertificateService {

    private static final Logger LOGGER = Logger.getLogger(CertificateService.class);
    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};
    private static final int LEAVES_AT_ONCE = 4;

    private final CertificateRepository repository;
    private final AuditSigning signing;
    private final ObjectMapper json;
    private final StreamPlaces places;

    CertificateService(CertificateRepository repository, AuditSigning signing, ObjectMapper json, Streams streams) {
        this.repository = repository;
        this.signing = signing;
        this.json = json;
        this.places = streams.reports();
    }

    /** The certificate; fails with {@link ConflictException} while the job is in progress. */
    Uni<CertificateView> get(Caller caller, String id) {
        UUID jobId = ObjectId.ofPath("bulk job", id);
        return concluded(caller, jobId).chain(end -> certificate(caller.account(), jobId, end));
    }

    private Uni<CertificateRepository.Concluded> concluded(Caller caller, UUID jobId) {
        Optional<String> requester = requester(caller);
        String subject = ResourceUri.of(caller.account(), "azure-bulkjob", jobId);
        return repository
                .concluded(caller.account(), jobId, subject, requester)
                .chain(end -> end.isPresent()
                        ? Uni.createFrom().item(end.get())
                        : repository
                                .jobIsThere(caller.account(), jobId, requester)
                                .map(there -> {
                                    throw there
                                            ? new ConflictException("bulk job " + jobId
                                                    + " has no certificate yet: it is in progress, or ended"
                                                    + " before there were certificates")
                                            : new NotFoundException("bulk job: there is none of this id");
                                }));
    }

    private static Optional<String> requester(Caller caller) {
        return caller.administrator() ? Optional.empty() : Optional.of(caller.subject());
    }

    private Uni<CertificateView> certificate(String account, UUID jobId, CertificateRepository.Concluded end) {
        String claims = claims(end);
        Uni<String> jws = end.jws().isPresent()
                ? Uni.createFrom().item(end.jws().get())
                : signing.sign(VerifyCertificate.TYPE, claims)
                        .chain(signed -> repository.keep(account, jobId, signed))
                        .invoke(kept -> LOGGER.infof(
                                "deletion certificate account=%s jobId=%s seq=%d hash=%s",
                                account, jobId, end.seq(), end.hash()));
        return jws.map(signed -> new CertificateView(jobId, signed, read(claims)));
    }

    private String claims(CertificateRepository.Concluded end) {
        try {
            ObjectNode claims = (ObjectNode) json.readTree(end.facts());
            claims.put("audit_seq", end.seq());
            claims.put("audit_hash", end.hash());
            return json.writeValueAsString(claims);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> read(String claims) {
        try {
            return json.readValue(claims, CLAIMS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the certificate's root is over, a line a leaf; fails with {@link NotFoundException} if the job's record is not
     * there any more: an empty answer would be taken for leaves that do not fit. The stream fails with {@link
     * io.keysweep.http.TooManyRequestsException}, before its first line, if too many are open.
     */
    Uni<Multi<byte[]>> leaves(Caller caller, String id) {
        UUID jobId = ObjectId.ofPath("bulk job", id);
        return concluded(caller, jobId)
                .chain(end -> repository.jobIsThere(caller.account(), jobId, requester(caller)))
                .invoke(there -> requireLeaves(jobId, there))
                .map(there -> places.during(caller.account(), leaves(caller.account(), jobId)));
    }

    private static void requireLeaves(UUID jobId, boolean there) {
        if (!there) {
            throw new NotFoundException(
                    "bulk job " + jobId + ": the leaves went with the job's record, which was deleted");
        }
    }

    private Multi<byte[]> leaves(String account, UUID jobId) {
        AtomicReference<CertificateLeaf> last = new AtomicReference<>(new CertificateLeaf(-1, -1, "", List.of()));
        return Multi.createBy()
                .repeating()
                .uni(() -> repository
                        .leavesAfter(
                                account, jobId, last.get().slice(), last.get().chunk(), LEAVES_AT_ONCE)
                        .invoke(leaves -> leaves.stream().reduce((a, b) -> b).ifPresent(last::set)))
                .whilst(leaves -> leaves.size() == LEAVES_AT_ONCE)
                .filter(leaves -> !leaves.isEmpty())
                .map(this::lines);
    }

    private byte[] lines(List<CertificateLeaf> leaves) {
        return leaves.stream().map(this::line).collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
    }

    private String line(CertificateLeaf leaf) {
        try {
            return json.writeValueAsString(leaf);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
