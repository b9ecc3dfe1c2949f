/**
 * Keys and ciphers. {@link io.keysweep.encryption.WrappingKey} protects every other key; {@link
 * io.keysweep.encryption.LocalKeyFile} is the one that needs nothing but a file. Only the JDK's AES-256-GCM is used.
 *
 * <p>Failure: what was sealed with another key, for another purpose, or was changed since, fails with {@link
 * io.keysweep.encryption.UnwrapException}; nothing is ever half opened. A missing or malformed key file stops start-up.
 *
 * <p>Not guaranteed: keys are not wiped from the memory of the process.
 */
package io.keysweep.encryption;
