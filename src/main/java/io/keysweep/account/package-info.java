/**
 * The way to the database. Every statement of the service runs in a transaction that first says for which account it runs, and
 * PostgreSQL's row-level security (V7) shows it the rows of that account and no others: a second wall behind the account that
 * each statement names itself. A row refers to rows of its own account only: foreign keys carry the account (V14), since
 * PostgreSQL checks them past row-level security.
 *
 * <p>Rules: no other package uses the pool. {@link io.keysweep.account.AccountDatabase} is for work of one account;
 * {@link io.keysweep.account.AllAccountsDatabase}, whose statements pass the wall, is for the engine, for start-up and for
 * the tables that belong to no account; a test lists who may have it. With the account comes who asks, from where and in
 * which request ({@link io.keysweep.account.Origin}): triggers and statements read them as {@code keysweep.actor},
 * {@code keysweep.address} and {@code keysweep.request}. All four hold for one transaction, so they work behind a pooler
 * too; so does the time that a statement of one account may take ({@link io.keysweep.account.AccountConfig}). What comes
 * back is taken with {@link io.keysweep.account.Rows}. Statements that list what passes some filters go through
 * {@link io.keysweep.account.AccountDatabase#list}: planned for any filters they read all that an account has. In a table with
 * the wall an index is not used for a column that is compared with {@code coalesce(...)}: the wall comes first.
 *
 * <p>On failure: a statement that fails rolls its transaction back and its error is the result. If the answer to COMMIT is
 * lost, that is the error, and whether the work was done is not known, as it is of any lone statement.
 *
 * <p>Not guaranteed: anything against whoever can send SQL of his own; he can name any account, or all of them.
 */
package io.keysweep.account;
