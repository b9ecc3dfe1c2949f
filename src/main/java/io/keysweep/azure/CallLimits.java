package io.keysweep.azure;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Keeps this replica's calls to each vault within Azure's limits: a {@link CallBucket} a vault and account, from which
 * every request takes, retries and pages too. One that has to wait holds no thread and nothing of ours; one that would have
 * to wait for longer than its time limit is refused at once, which bounds the queue. A vault that throttles us holds up its
 * own calls only.
 *
 * <p>An ordinary request costs a unit. One that makes or uploads a key costs as many as make {@code creates-per-vault} of
 * them use up {@code calls-per-vault}: Azure enforces its limits on the weighted sum.
 *
 * @see <a href="https://learn.microsoft.com/azure/key-vault/general/service-limits">Key Vault service limits</a>
 */
final class CallLimits {

    private static final float LOAD_FACTOR = 0.75f;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String DEADLINE = "keysweep-deadline";

    private final int limit;
    private final int createCost;
    private final Duration timeout;
    private final LongSupplier clock;
    private final Map<Calls, CallBucket> buckets;
    private final Timer waits = Timer.builder("keysweep.azure.waits")
            .description("How long calls waited for their turn at a vault")
            .register(Metrics.globalRegistry);
    private final Counter refusedByLimit = throttled("limit");
    private final Counter refusedByAzure = throttled("azure");

    CallLimits(AzureConfig config) {
        this(config, System::nanoTime);
    }

    CallLimits(AzureConfig config, LongSupplier clock) {
        this.limit = config.callsPerVault();
        this.createCost = Math.max(1, config.callsPerVault() / config.createsPerVault());
        this.timeout = config.timeout();
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Calls, CallBucket> eldest) {
                return size() > config.cachedVaults();
            }
        };
    }

    private static Counter throttled(String by) {
        return Counter.builder("keysweep.azure.throttled")
                .description("Requests refused: by Azure's 429, or by our own limit before they were sent")
                .tag("by", by)
                .register(Metrics.globalRegistry);
    }

    private record Calls(String account, URI vault) {}

    /**
     * The policy for an account's clients of the vault; all of them share one bucket.
     *
     * @param account nobody verifies whose vault it is, so that what others call theirs must not use up what is this
     *     account's
     */
    HttpPipelinePolicy of(String account, URI vault) {
        synchronized (buckets) {
            return new OfVault(
                    buckets.computeIfAbsent(new Calls(account, vault), any -> new CallBucket(limit, createCost)));
        }
    }

    private final class OfVault implements HttpPipelinePolicy {

        private final CallBucket bucket;

        private OfVault(CallBucket bucket) {
            this.bucket = bucket;
        }

        @Override
        public HttpPipelinePosition getPipelinePosition() {
            return HttpPipelinePosition.PER_RETRY;
        }

        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
            int cost = VaultRetries.makesKey(call.getHttpRequest()) ? createCost : 1;
            return Mono.defer(() -> turn(cost, deadline(call)))
                    .then(Mono.defer(next::process))
                    .doOnNext(this::heed);
        }

        /** The retries of a call share its time. */
        private long deadline(HttpPipelineCallContext call) {
            long deadline = (long) call.getData(DEADLINE).orElseGet(() -> clock.getAsLong() + timeout.toNanos());
            call.setData(DEADLINE, deadline);
            return deadline;
        }

        private Mono<Void> turn(int cost, long deadline) {
            long now = clock.getAsLong();
            Duration patience = Duration.ofNanos(deadline - now);
            CallBucket.Turn turn = bucket.turn(cost, now, patience);
            if (turn.delay().compareTo(patience) > 0) {
                refusedByLimit.increment();
                return Mono.error(tooMany(turn.delay()));
            }
            return turn.delay().isZero() ? Mono.empty() : waited(turn, cost, deadline);
        }

        private Mono<Void> waited(CallBucket.Turn turn, int cost, long deadline) {
            waits.record(turn.delay());
            return Mono.delay(turn.delay())
                    .then(Mono.defer(() -> bucket.holds(turn) ? Mono.empty() : turn(cost, deadline)));
        }

        private void heed(HttpResponse response) {
            if (response.getStatusCode() == TOO_MANY_REQUESTS) {
                refusedByAzure.increment();
                bucket.empty(
                        clock.getAsLong(), RetryAfter.of(response.getHeaders()).orElse(Duration.ZERO));
            }
        }
    }

    private static KeyVaultException tooMany(Duration wait) {
        return new KeyVaultException.Throttled(
                "too many calls to this vault: the next one can be made in " + wait.toMillis() + " ms", wait);
    }
}
