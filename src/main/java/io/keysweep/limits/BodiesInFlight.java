package io.keysweep.limits;

import io.keysweep.http.ApiPath;
import io.keysweep.http.ClientAddress;
import io.keysweep.http.EdgeAnswer;
import io.keysweep.http.HttpConfig;
import io.keysweep.http.RequestBody;
import io.keysweep.http.TooManyRequestsException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Holds the bodies that this replica has in memory, complete or not, to so many bytes: those of an account by themselves,
 * and those of an address where no token is looked at, from a budget of their own. A body is taken for as long as it may
 * become, before a byte of it is read; so a client that announces much and sends little has its share used up sooner, and
 * nobody else's.
 *
 * <p>A body is not read before its caller is known, except where no token is looked at; one that is refused a token is answered
 * unread.
 */
@ApplicationScoped
public class BodiesInFlight {

    private static final int BEFORE_ANYBODY_READS = 975;
    private static final String KEY = BodyInFlight.class.getName();
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final HttpConfig http;
    private final ClientAddress clients;
    private final SharedBudget ofCallers;
    private final SharedBudget ofStrangers;

    BodiesInFlight(LimitsConfig config, HttpConfig http, ClientAddress clients) {
        this.http = http;
        this.clients = clients;
        this.ofCallers = new SharedBudget(
                config.bodyBytes().asLongValue(), config.bodyBytesEach().asLongValue());
        this.ofStrangers = new SharedBudget(
                config.bodyBytesWithoutToken().asLongValue(),
                config.bodyBytesWithoutTokenEach().asLongValue());
    }

    void register(@Observes Filters filters) {
        filters.register(this::expect, BEFORE_ANYBODY_READS);
    }

    private void expect(RoutingContext request) {
        if (!RequestBody.expected(request.request()) || admit(request, expected(request))) {
            request.next();
        } else {
            EdgeAnswer.tooMany(request, refusal("an address", ofStrangers), RETRY_AFTER);
        }
    }

    private BodyInFlight expected(RoutingContext request) {
        long bytes = RequestBody.announced(request.request()).orElse(RequestBody.largest(request, http));
        BodyInFlight body = new BodyInFlight(ApiPath.withoutToken(request) ? ofStrangers : ofCallers, bytes);
        request.put(KEY, body);
        request.addEndHandler(ended -> body.giveBack());
        return body;
    }

    private boolean admit(RoutingContext request, BodyInFlight body) {
        return !ApiPath.withoutToken(request) || body.take("address " + clients.of(request.request()));
    }

    /**
     * Counts the body of a request, if it has one, for the account of its caller.
     *
     * @param request null if there is none
     * @throws TooManyRequestsException if there is no room for it
     */
    public void count(String account, RoutingContext request) {
        BodyInFlight body = request == null ? null : request.get(KEY);
        if (body != null && !body.take("account " + account)) {
            throw new TooManyRequestsException(refusal("an account", ofCallers), RETRY_AFTER);
        }
    }

    private static String refusal(String whose, SharedBudget budget) {
        return "request body: there is no room for it beside those that are under way; those of " + whose + " may have "
                + budget.share() + " bytes, all " + budget.total() + "; wait and try again";
    }
}
