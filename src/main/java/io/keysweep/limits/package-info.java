/**
 * What a caller may ask of the service, so that one cannot take it from all: requests a second, unfinished jobs, bodies
 * and streams at the same time, time to send.
 *
 * <p>Rules: requests are counted in memory, on each replica by itself; jobs in the database, over all replicas, in the
 * statement that accepts them. A request with a token is counted for its caller and the account once the token is verified;
 * one without for its address. A token is always looked at: else a stranger behind the same proxy could have everybody
 * refused. Whatever is refused is answered 429 with {@code Retry-After}. Bodies and streams are drawn from budgets of the
 * replica of which an account has a share at the most, so that one account cannot use them up for all; bodies without a token
 * have a budget to themselves. Time for heads, and the number of connections, are for package {@code wire}.
 *
 * <p>Filters run in this order, after the edge: {@code AddressLimits}, {@code SlowBodies}, {@link
 * io.keysweep.limits.BodiesInFlight}, and then the gate of package {@code ops} that asks the database.
 *
 * <p>On failure: a replica that starts has forgotten what was counted. Memory is bounded: when there are more callers than fit,
 * the new ones share one count.
 *
 * <p>Not guaranteed: a rate over all replicas; with n of them a caller has up to n times as much.
 */
package io.keysweep.limits;
