/**
 * The edge that all resources share: error bodies, paging, timestamps, request ids, limits of size.
 *
 * <p>Rules: a failure that a caller can do something about is an {@link io.keysweep.http.ApiException}; statuses and labels
 * are in {@link io.keysweep.http.ErrorKind}; the mapper turns failures into answers, {@code EdgeAnswer} and
 * {@link io.keysweep.http.PlainAnswer} those of requests that reach no resource. Whatever else is a 500 or, when the
 * database is away or busy ({@link io.keysweep.account.SqlStates}), a 503; neither tells more than the request id. A
 * request that may change something goes on to its end when its client hangs up ({@code @Cancellable(false)}; the build
 * sees to it): else what Azure did would be nowhere on record. One that reads is cancelled. What keeps a core busy goes
 * through {@link io.keysweep.http.SlowWork}, and what is stored of a caller's texts is bounded by
 * {@link io.keysweep.http.Texts}. A body is a record with {@link io.keysweep.http.KnownFieldsOnly}, so that a misspelt
 * field is refused. Whoever asks for all of a list gets all or a refusal. An answer of the 2xx range never has
 * {@code codeDesc}, since clients take that for a failure. Every answer carries the headers of {@code SafeHeaders}, whoever
 * wrote it: {@code Edge} sees to what the router turns away, {@link io.keysweep.http.PlainAnswer} to what the HTTP decoder
 * does. Who the client is, is asked of {@link io.keysweep.http.ClientAddress} alone, and where a request goes, of
 * {@link io.keysweep.http.ApiPath}.
 */
package io.keysweep.http;
