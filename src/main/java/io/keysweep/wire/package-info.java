/**
 * Connections below HTTP: how many there may be, how long the head of a request may take, and what is answered to bytes that
 * are no request. Vert.x has no setting for the first two that counts a client which sends nothing, or a byte a second.
 *
 * <p>Rules: {@code GuardedTransport} is how handlers get into Vert.x's pipelines, by its service providers and its transport,
 * which every server asks before it binds; nothing here reaches into private parts. Handlers add what is missing and change
 * nothing else: HTTP is decoded and answered by Vert.x. Sockets that this process opens, to the database and to Azure, are not
 * touched. What is here runs on event loops and never waits.
 *
 * <p>On failure: a connection over a limit is closed, without an answer where no request is complete. If Vert.x is set to a
 * native transport ({@code quarkus.vertx.prefer-native-transport}) none of this is there, and a warning says so.
 *
 * <p>Not guaranteed: over HTTP/2 begun by an {@code Upgrade} of HTTP/1.1, and behind
 * {@code quarkus.http.proxy.use-proxy-protocol}, the time for the head is that of the first request only.
 */
package io.keysweep.wire;
