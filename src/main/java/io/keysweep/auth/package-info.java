/**
 * Who is calling: tokens, local login, the caller.
 *
 * <p>Rules: a token is ours or the external issuer's, told by its issuer before it is verified and tried once. Ours are ES256
 * with keys that all replicas share through the database; the issuer's are RS256 or ES256 and nothing else. Issuer, audience
 * and expiry are always checked. Rights sit on the methods of resources, never on path patterns; a method without any is
 * closed. What is wrong with a token is not told to whoever sent it.
 *
 * <p>On failure: without the database nobody can log in, and our own tokens verify with keys that are at most a minute old.
 * A signing key whose row is deleted stops verifying within that minute. Without the issuer's key set its tokens are refused.
 *
 * <p>Not guaranteed: a token holds until it expires, though its user's rights have changed since.
 */
package io.keysweep.auth;
