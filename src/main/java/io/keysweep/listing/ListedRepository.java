package io.keysweep.listing;

import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/**
 * A repository whose entities are listed page by page.
 *
 * @param <E> the entity, known by an id
 */
public interface ListedRepository<E> extends PanacheRepositoryBase<E, UUID> {

    /**
     * A page of what passes, and how many pass in all; two queries of the session that is open.
     *
     * @param from the entity and its alias, as HQL has it after {@code from}
     */
    default Uni<Page<E>> page(String from, Conditions where, SortOrder order, PageRequest page) {
        return page(from, from, where, order, page);
    }

    /**
     * The same for entities that are read with others.
     *
     * @param counted what is counted
     * @param read the same with {@code fetch} for what is read along
     */
    default Uni<Page<E>> page(String counted, String read, Conditions where, SortOrder order, PageRequest page) {
        String passing = " where " + where.hql();
        return count("from " + counted + passing, where.parameters())
                .invoke(page::checkFits)
                .chain(total -> find("from " + read + passing + " order by " + order.hql(), where.parameters())
                        .range(page.skip(), page.skip() + page.size() - 1)
                        .list()
                        .map(entities -> Page.of(page, total, entities)));
    }
}
