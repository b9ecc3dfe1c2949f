package io.keysweep.support;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Until tokens are there: takes the caller from request headers. To be deleted with them. */
@ApplicationScoped
public class StandInCaller implements CurrentCaller, HttpAuthenticationMechanism {

    static final String SUBJECT = "X-Test-Subject";
    static final String ACCOUNT = "X-Test-Account";
    static final String GROUPS = "X-Test-Groups";

    private final SecurityIdentity identity;

    StandInCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    @Override
    public Caller get() {
        String subject = identity.getPrincipal().getName();
        return new Caller(subject, subject, identity.getAttribute(ACCOUNT), identity.getRoles());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String subject = context.request().getHeader(SUBJECT);
        if (subject == null) {
            return Uni.createFrom().nullItem();
        }
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(subject))
                        .addRoles(Set.of(context.request().getHeader(GROUPS).split(",")))
                        .addAttribute(ACCOUNT, context.request().getHeader(ACCOUNT))
                        .build());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401));
    }
}
