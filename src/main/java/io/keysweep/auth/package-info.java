/**
 * Who is calling: tokens, local login, the caller.
 *
 * <p>Rules: a token is ours or the external issuer's, told by its issuer before it is verified and tried once. Ours are ES256
 * with keys that all replicas share through the database; the issuer's are RS256 or ES256 and nothing else. Issuer, audience
 * and expiry are always checked. Rights sit on the methods of resources, never on path patterns; a method without any is
 * closed. What is wrong with a token is not told to whoever sent it, and the log has the kind of fault, never the token.
 *
 * <p>Passwords: each attempt counts as a failure, of its user and its address and over all replicas, until it has succeeded;
 * after some each waits twice as long as the one before. A user that there is not takes the same work and the same waits. With
 * local login off its calls answer 404, as if they were not there. A refresh token that was renewed and comes again ends its
 * session. A password that a setting had and another setting replaced is never put again, whatever an old replica's setting
 * says. A token is signed before anything is stored that only its owner is told.
 *
 * <p>On failure: without the database nobody can log in, and our own tokens verify with keys that are at most a minute old.
 * A token that was verified is not verified again for half a minute, its expiry aside, so a signing key whose row is
 * deleted stops to be of use within a minute and a half. Without the issuer's key set its tokens are refused.
 *
 * <p>Not guaranteed: a token holds until it expires, though its user's rights have changed since.
 */
package io.keysweep.auth;
