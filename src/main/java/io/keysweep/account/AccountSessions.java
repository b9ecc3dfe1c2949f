package io.keysweep.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/** Sessions of Hibernate for reading, each a transaction that begins as those of {@link AccountTransactions} do. */
@ApplicationScoped
class AccountSessions {

    private static final String SETTINGS =
            """
            SELECT concat(set_config('keysweep.account', :account, true), set_config('keysweep.actor', :actor, true),
                          set_config('keysweep.address', :address, true), set_config('keysweep.request', :request, true),
                          set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
                          set_config('statement_timeout', :timeout, true))""";

    private final AccountConfig config;

    AccountSessions(AccountConfig config) {
        this.config = config;
    }

    <T> Uni<T> read(String account, Origin origin, Supplier<Uni<T>> work) {
        return Panache.withTransaction(() -> Panache.getSession()
                .chain(session -> set(session, account, origin))
                .chain(set -> work.get()));
    }

    private Uni<String> set(Mutiny.Session session, String account, Origin origin) {
        return session.setDefaultReadOnly(true)
                .createNativeQuery(SETTINGS, String.class)
                .setParameter("account", account)
                .setParameter("actor", origin.actor())
                .setParameter("address", origin.address())
                .setParameter("request", origin.request())
                .setParameter("timeout", AccountTransactions.milliseconds(config.statementTimeout()))
                .getSingleResult();
    }
}
