/**
 * Keys and ciphers. {@link io.keysweep.encryption.WrappingKey} protects every other key: a key in Azure Key Vault, or one that
 * needs nothing but a file. While one takes the place of the other both are there: one wraps, the other opens what it wrapped
 * before. Only the JDK's AES-256-GCM is used, and what Azure does itself (RSA-OAEP-256, A256KW).
 *
 * <p>What is wrapped is bound to its purpose, which names its row: moved to another one it does not open. With an RSA key that
 * is no proof of who wrapped it, as everybody may have the public half; with the others it is.
 *
 * <p>A replica that opens nothing of what is stored has the wrong key: it is not ready, says so in the log with the names
 * of both keys, and wraps nothing, so that nobody has to pick apart later what is under which key. If it opens some of it,
 * that is a rotation that somebody forgot: a warning tells how much it does not open. A key that a rotation for all
 * accounts has put another one in the place of is retired: triggers (V17) refuse whatever it wrapped, however long ago, and
 * whoever still wraps by it is told ({@link io.keysweep.encryption.RetiredKeyException}).
 *
 * <p>Unwrapped keys are kept in memory, 1,000 at the most: {@code key-refresh} long, and while Azure does not answer {@code
 * key-max-age} long. Many who ask for one at once share one call, whoever of them goes away meanwhile; a failure is kept for
 * nobody.
 *
 * <p>Failure: what was sealed with another key, for another purpose, or was changed since, fails with {@link
 * io.keysweep.encryption.UnwrapException}; nothing is ever half opened. A missing or malformed setting stops start-up, which
 * asks Azure nothing. Azure's failures are told as those of the wrapping key, never as those of a caller's key.
 *
 * <p>Not guaranteed: keys in use are not wiped from the memory of the process; those of a moment are.
 */
package io.keysweep.encryption;
