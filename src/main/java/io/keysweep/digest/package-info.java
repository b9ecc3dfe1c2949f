/**
 * SHA-256 as all packages use it: for what is told by its digest, or kept as one instead of itself. Knows nothing of Keysweep,
 * keeps nothing, and does not fail. A digest is no secret's protection where the secret could be guessed; passwords have
 * {@code auth.PasswordHash}.
 */
package io.keysweep.digest;
